/*
 * NAME
 *     boot - start a kernel in an emulator, talk to it, give a verdict
 *
 * SYNOPSIS
 *     boot [options] ISO
 *     boot [options] -K ELF
 *
 * DESCRIPTION
 *     Boots an ISO image (or, for small tests, a Multiboot 1 ELF file) in
 *     QEMU or Bochs, holds a conversation with it over the serial line and
 *     the keyboard, and says in one line what came of it. Only the awaited
 *     exit code or the awaited text is a pass. The run ends as soon as its
 *     verdict is known, and nothing is left behind: no process, no file.
 *
 * OPTIONS
 *     -f, --firmware bios|uefi    (bios)
 *     -e, --emulator qemu|bochs   (qemu); Bochs has a BIOS only
 *     -m, --memory SIZE           such as 128M or 1G (128M)
 *     -c, --cpus NUMBER           (1)
 *     -p, --cpu MODEL             (qemu64); for Bochs, qemu64 and max mean
 *                                 its own choice, others are its names
 *     -M, --machine NAME          QEMU's name, such as q35 (pc)
 *     -d, --deadline SECONDS      by the clock on the wall (20; UEFI and
 *                                 Bochs 60)
 *     -s, --script FILE           the conversation; - is standard input
 *     -w, --await TEXT            like a script line `expect TEXT`; these
 *                                 come before the script; repeatable
 *     -x, --expect VERDICT        exit with 0 exactly if this happens. If
 *                                 it is not pass, the script's end does
 *                                 not end the run: the verdict or the
 *                                 deadline does
 *     -l, --serial-log FILE       every byte of COM1 as it comes; - is
 *                                 standard output
 *     -i, --int-log FILE          the last megabyte of the emulator's log:
 *                                 QEMU's -d int,cpu_reset; Bochs's own
 *     -T, --no-trace              do not log interrupts, only resets:
 *                                 faster for kernels that take very many
 *     -D, --disk FILE[,ro][,throwaway][,ide|virtio]
 *                                 a raw disk image, written to (virtio);
 *                                 repeatable
 *     -r, --rtc DATE              what the clock says at power on
 *                                 (2000-01-01T00:00:00)
 *     -I, --icount ARGUMENT       QEMU's -icount: shift=1,sleep=off ties
 *                                 time to the number of instructions
 *     -q, --qemu-arg ARGUMENT     one more argument for QEMU; repeatable
 *     -K, --kernel ELF            -A, --append TEXT: direct loading
 *     -g, --grace SECONDS         watch the machine this long after the
 *                                 last step (0.05): a fault right after
 *                                 the awaited text is no pass
 *     -v, --verbose               show the command line and each step
 *     -h, --help
 *
 * SCRIPT
 *     One step a line; empty lines and lines that begin with # are skipped.
 *     TEXT goes to the end of the line and may hold \n \r \t \e \\ \xHH,
 *     and \s for a blank at its end.
 *
 *     expect TEXT         wait until TEXT comes on the serial line, after
 *                         what was matched before. Carriage returns in the
 *                         output do not count
 *     expect-line TEXT    the same, then wait for the end of its line
 *     expect-screen TEXT  wait until the 80x25 text screen shows TEXT
 *     type TEXT           send TEXT on the serial line; write \r or \n
 *     keys KEY...         press keys by QEMU's names, chords with -:
 *                         keys h i ret shift-a ctrl-alt-delete
 *     press TEXT          press what types TEXT on a US keyboard; <ret> or
 *                         <shift-a> is a key, <less> the character <
 *     settle [SECONDS [TEXT]]
 *                         wait until the line was quiet so long (0.1),
 *                         or until TEXT comes
 *     wait SECONDS
 *     screen FILE         the display, once it stands still, as FILE.png
 *                         or FILE.ppm; a blinking cursor is shown lit
 *     text FILE           the 80x25 text screen: characters as UTF-8 into
 *                         FILE, attributes in hexadecimal into FILE.attr
 *     monitor COMMAND FILE    what QEMU's human monitor answers; FILE is
 *                         the last word, - is standard output
 *     halt                wait until all processors are halted
 *     exit [VALUE]        wait until the kernel writes VALUE (0x10) to
 *                         port 0xf4
 *     off                 wait until the guest switches itself off
 *     reset               press the reset button and go on
 *     quit                end the run here
 *
 *     Without -s and -w the script is `exit`. expect-screen, screen, text,
 *     monitor and reset work with QEMU only. On Bochs, halt sees only halts
 *     with interrupts off, and ret is the keypad's Enter.
 *
 * VERDICTS
 *     The last line on standard error is `verdict: WORD: what happened
 *     (SECONDS s)`. Details precede it, in lines that begin with `boot:`.
 *
 *     pass          0     every step was done, and nothing bad followed
 *     fail          1     another exit code, an end before the script's,
 *                         an emulator that died, endless serial output
 *     hang          3     the deadline passed; or, known at once, all
 *                         processors are halted with interrupts off
 *     silence       4     the same, and no byte came on the serial line
 *     reset         5     the guest reset the machine
 *     triple-fault  6     it did so by a triple fault
 *     refused       7     the emulator would not start, or not do a step
 *     missing       8     there is no such emulator
 *     stopped       128+n the runner got signal n
 *
 *     Wrong usage exits with 2 and a message, without a verdict.
 *
 * ENVIRONMENT
 *     HEDDLE_QEMU, HEDDLE_BOCHS             programs
 *     HEDDLE_OVMF_CODE, HEDDLE_OVMF_VARS    UEFI firmware
 *
 * FILES
 *     Debian's packages qemu-system-x86 and ovmf; for Bochs, bochs,
 *     bochs-term and bochsbios. Under UEFI, firmware and GRUB are kept off
 *     the serial line (boot_firmware.c): its log begins with the kernel.
 *
 * EXAMPLES
 *     boot heddle.iso
 *     boot -f uefi -w 'Heddle' heddle.iso
 *     printf 'expect >\nkeys h e l p ret\nscreen help.png\n' |
 *         boot -s - heddle.iso
 *     boot -x triple-fault -w 'about to fault' heddle.iso
 */
#include "boot.h"

int main(int argc, char **argv)
{
    struct options options;
    struct run run;
    options_parse(&options, argc, argv);
    run_init(&run, &options);
    if (run.emulator->start(&run))
        steps_play(&run);
    int status = verdict_give(&run);
    run_close(&run);
    return status;
}
