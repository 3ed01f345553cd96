/*
 * boot_bochs.c: Bochs as the emulator: a second opinion on the hardware,
 * slower than QEMU and stricter.
 *
 * Bochs has no monitor of QEMU's kind, so most is read from its log: what
 * was written to port 0xf4, which no device answers there, triple faults,
 * resets, halts for good. COM1 is a connection to a port of ours on the
 * loopback; the keyboard is what we type on the terminal that Bochs draws
 * on. Debian's Bochs has its debugger built in: it is told to go on.
 */
#include "boot.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#define SHARE "/usr/share/bochs/"
#define MODEL "corei7_haswell_4770"
#define LAST_BYTES 0.1          /* seconds for the UART to send its last */
#define FAULT_LINES 24

static const char settings[] =
    "romimage: file=" SHARE "BIOS-bochs-latest\n"
    "vgaromimage: file=" SHARE "VGABIOS-lgpl-latest\n"
    "pci: enabled=1, chipset=i440fx\n"
    "display_library: term\n"
    "speaker: enabled=0\n"
    "ata0: enabled=1, ioaddr1=0x1f0, ioaddr2=0x3f0, irq=14\n"
    "boot: cdrom\n"
    "panic: action=fatal, term=report\n"
    "error: action=report\n"
    "info: action=report\n"
    "debug: action=ignore, unmapped=report\n";

/* A file without a name, for Bochs to read. */
static int memory_file(const char *format, ...)
{
    int fd = memfd_create("boot", MFD_CLOEXEC);
    va_list args;
    va_start(args, format);
    if (fd < 0 || vdprintf(fd, format, args) < 0)
        die("boot: cannot write Bochs's settings: %s", strerror(errno));
    va_end(args);
    return fd;
}

static int write_settings(const struct options *opt, int port, int log)
{
    struct tm tm = { 0 };
    strptime(opt->rtc, "%Y-%m-%dT%H:%M:%S", &tm);
    bool named = strcmp(opt->cpu, "qemu64") && strcmp(opt->cpu, "max");
    return memory_file("%s"
                       "megs: %u\n"
                       "cpu: model=%s, count=%u, ips=20000000, "
                       "reset_on_triple_fault=0\n"
                       "clock: sync=none, rtc_sync=0, time0=%lld\n"
                       "ata0-master: type=cdrom, path=\"%s\", "
                       "status=inserted\n"
                       "com1: enabled=1, mode=socket-client, "
                       "dev=127.0.0.1:%d\n"
                       "log: /proc/self/fd/%d\n",
                       settings, opt->memory_mb, named ? opt->cpu : MODEL,
                       opt->cpus, (long long)timegm(&tm), opt->image, port,
                       log);
}

static bool launch_bochs(struct run *run, int port)
{
    const char *wish = getenv("HEDDLE_BOCHS");
    struct launch launch = { .keep_count = 3 };
    launch.output = child_pipe(&run->output_fd);
    launch.keep[0] = child_pipe(&run->trace.fd);
    launch.keep[1] = write_settings(run->opt, port, launch.keep[0]);
    launch.keep[2] = memory_file("c\n");
    char *program = xstrdup(wish ? wish : "bochs-bin");
    char *file = xprintf("/proc/self/fd/%d", launch.keep[1]);
    char *orders = xprintf("/proc/self/fd/%d", launch.keep[2]);
    launch.argv = (char *[]){ program, (char []){ "-q" }, (char []){ "-f" },
                              file, (char []){ "-rc" }, orders, NULL };
    int error = child_start(&run->child, &launch);
    for (size_t i = 0; i < 3; i++)
        close(launch.keep[i]);
    close(launch.output);
    if (error != 0)
        run_end(run, error == ENOENT ? END_MISSING : END_REFUSED,
                "%s: %s; install the packages bochs, bochs-term and "
                "bochsbios, or set HEDDLE_BOCHS to the program", program,
                strerror(error));
    free(program);
    free(file);
    free(orders);
    return error == 0;
}

/* Bochs makes the terminal that it draws on and says its name. */
static int open_terminal(struct run *run)
{
    static const char said[] = "connected to screen \"";
    struct termios raw;
    const char *at = strstr(run->output, said);
    if (at == NULL || strchr(at + sizeof said - 1, '"') == NULL)
        return -1;
    at += sizeof said - 1;
    char *name = xstrndup(at, strcspn(at, "\""));
    int fd = open(name, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (fd >= 0 && tcgetattr(fd, &raw) == 0) {
        cfmakeraw(&raw);
        tcsetattr(fd, TCSANOW, &raw);
    }
    free(name);
    return fd;
}

static bool bochs_start(struct run *run)
{
    struct sockaddr_in address;
    int listener = child_listen(&address);
    bool running = launch_bochs(run, ntohs(address.sin_port));
    while (running && (run->serial.fd < 0 || run->terminal_fd < 0)) {
        if (run->serial.fd < 0)
            run->serial.fd = accept4(listener, NULL, NULL,
                                     SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (run->terminal_fd < 0)
            run->terminal_fd = open_terminal(run);
        running = run_pump(run, LOOK_MS);
    }
    close(listener);
    run->started = running;
    return running;
}

/* What the log says has happened; the process may still be running. */
static void happened(struct run *run, enum end end, const char *note)
{
    if (run->bochs_end != END_NONE)
        return;
    run->bochs_end = end;
    snprintf(run->bochs_note, sizeof run->bochs_note, "%s", note);
    run->bochs_since = now();
}

static void panicked(struct run *run, const char *what)
{
    if (strstr(what, "3rd (13) exception with no resolution") != NULL)
        happened(run, END_TRIPLE_FAULT, "a fault while a double fault was "
                 "being delivered shut the processor down");
    else
        happened(run, run->started ? END_CRASH : END_REFUSED, what);
}

static void bochs_log_line(struct run *run, const char *text)
{
    const char *at;
    if ((at = strstr(text, "write to 00f4 = ")) != NULL) {
        run->code = (unsigned)strtoul(strchr(at, '=') + 1, NULL, 16);
        char *note = xprintf("the kernel ended the run with exit value "
                             "0x%02x", run->code);
        happened(run, END_EXIT, note);
        free(note);
    } else if (strstr(text, "graphics mode not supported") != NULL) {
        return;                 /* a terminal cannot draw: the machine can */
    } else if ((at = strstr(text, ">>PANIC<<")) != NULL) {
        panicked(run, at);
    } else if (strstr(text, "HLT instruction with IF=0") != NULL) {
        run->bochs_halted++;
    } else if (strstr(text, "bx_pc_system_c::Reset(") != NULL) {
        if (run->bochs_resets++ > 0)
            happened(run, END_RESET, "the guest reset the machine");
    } else if (strstr(text, "soft power off") != NULL) {
        happened(run, END_OFF, "the guest switched the machine off");
    }
}

/* Bochs goes on after these: end it when the last bytes have come. */
static void bochs_tick(struct run *run)
{
    if (run->bochs_end == END_NONE || run->child.gone)
        return;
    double since = run->bochs_since;
    if (run->serial.last > since && run->bochs_end == END_EXIT)
        since = run->serial.last;
    if (now() - since > LAST_BYTES || run->bochs_end == END_RESET)
        kill(run->child.pid, SIGKILL);
}

static void bochs_ended(struct run *run)
{
    if (run->bochs_end != END_NONE)
        run_end(run, run->bochs_end, "%s", run->bochs_note);
    else if (!run->started)
        run_end(run, END_REFUSED, "Bochs would not start");
    else
        run_end(run, END_CRASH, "Bochs ended by itself");
}

/* A processor that halts with interrupts off is told in the log; an idle
   one is not. Of several, others may still run. */
static enum look bochs_look(struct run *run, double wall)
{
    (void)wall;
    bool quiet = now() - run->serial.last > LAST_BYTES;
    bool dead = run->bochs_halted > 0 && run->opt->cpus == 1 && quiet &&
                run->bochs_end == END_NONE;
    return dead ? LOOK_DEAD : LOOK_BUSY;
}

static bool bochs_chord(struct run *run, const char *chord)
{
    static const struct { const char *name, *typed; } special[] = {
        { "up", "\33[A" }, { "down", "\33[B" },
        { "right", "\33[C" }, { "left", "\33[D" }, { "backspace", "\177" },
        { "home", "\33[1~" }, { "end", "\33[4~" },
        { "pgup", "\33[5~" }, { "pgdn", "\33[6~" },
    };
    for (size_t i = 0; i < sizeof special / sizeof *special; i++)
        if (strcmp(chord, special[i].name) == 0)
            return run_send(run, run->terminal_fd, special[i].typed,
                            strlen(special[i].typed));
    char c = keys_character(chord);
    if (c != 0)
        return run_send(run, run->terminal_fd, &c, 1);
    snprintf(run->qmp.error, sizeof run->qmp.error, "its terminal has no "
             "such key; use --emulator qemu");
    return false;
}

static void bochs_stop(struct run *run)
{
    child_kill(&run->child);
}

static void bochs_report(struct run *run)
{
    if (run->bochs_halted > 0)
        fprintf(stderr, "boot: a processor halted with interrupts off\n");
}

/* The processor's lines in the log up to the panic. */
static void bochs_report_fault(struct run *run)
{
    const struct trace *trace = &run->trace;
    char *panic = trace->buf ? strstr(trace->buf, ">>PANIC<<") : NULL;
    char *from = panic;
    for (int lines = 0; from > trace->buf && lines < FAULT_LINES; from--)
        lines += from[-1] == '\n';
    for (char *at = from; at != NULL && at < panic; at++) {
        char *end = strchr(at, '\n');
        char *cpu = strstr(at, "[CPU");
        if (end == NULL)
            break;
        if (cpu != NULL && cpu < end)
            fprintf(stderr, "boot:   %.*s\n", (int)(end - cpu), cpu);
        at = end;
    }
}

const struct emulator bochs_emulator = {
    .name = "Bochs", .start = bochs_start, .ended = bochs_ended,
    .look = bochs_look, .chord = bochs_chord, .stop = bochs_stop,
    .report = bochs_report, .report_fault = bochs_report_fault,
    .log_line = bochs_log_line, .tick = bochs_tick
};
