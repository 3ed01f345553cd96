#!/bin/sh
# run.sh: the tests of tools/boot.c, the runner, as TAP.
#
#     tests/boot/run.sh [BOOT [DIR]]
#
# BOOT is the runner (build/tools/boot), DIR a directory for what is built
# and written (build/tests/boot). Each test boots tests/boot/kernel.S and
# asks for one way of ending; see there for its letters.

set -u
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
boot=${1:-$root/build/tools/boot}
dir=${2:-$root/build/tests/boot}

case $boot in
/*) ;;
*) boot=$PWD/$boot ;;
esac
mkdir -p "$dir/work" "$dir/tmp" || exit 2
rm -f "$dir"/work/* "$dir"/tmp/*
cd "$dir" || exit 2
TMPDIR=$dir/tmp
export TMPDIR
unset HEDDLE_QEMU HEDDLE_BOCHS HEDDLE_OVMF_CODE HEDDLE_OVMF_VARS

count=0
failed=0

# --- what a test is made of ----------------------------------------------

result() {                      # 0 or not, name, why
    count=$((count + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $count - $2"
    else
        failed=$((failed + 1))
        echo "not ok $count - $2"
        printf '%s\n' "$3" | sed 's/^/# /'
        sed 's/^/#   /' err
    fi
}

skip() {
    count=$((count + 1))
    echo "ok $count - $1 # SKIP $2"
}

# Runs the runner with the script on standard input; keeps its status, its
# error output in err and the seconds it took.
run() {
    begun=$(date +%s)
    "$boot" "$@" > out 2> err < script
    status=$?
    took=$(($(date +%s) - begun))
    : > script
}

# verdict NAME STATUS PATTERN: the last run had this exit status, and its
# last line is `verdict: ` and matches PATTERN.
verdict() {
    last=$(tail -n 1 err)
    expr "$last" : "verdict: $3.*([0-9.]* s)\$" > /dev/null &&
        [ "$status" -eq "$2" ]
    result $? "$1" "wanted status $2 and \"verdict: $3\"; got $status"
}

# said NAME PATTERN FILE: some line of FILE matches.
said() {
    grep -q -e "$2" "$3"
    result $? "$1" "no line of $3 matches \"$2\""
}

same() {                        # name, file, file
    cmp -s "$2" "$3"
    result $? "$1" "$2 and $3 differ"
}

kernel() {                      # letter, further options
    letter=$1
    shift
    run -K kernel.elf -A "mode=$letter" "$@"
}

script() {
    cat > script
}

# --- the kernel, alone and on an ISO -------------------------------------

build() {
    "${CC:-cc}" -m32 -c -o kernel.o "$here/kernel.S" &&
        ld -m elf_i386 -n -Ttext 0x100000 -z noexecstack \
            --no-warn-rwx-segments -e _start -o kernel.elf kernel.o ||
        return 1
    mkdir -p iso/boot/grub || return 1
    cp kernel.elf iso/boot/kernel.elf
    cat > iso/boot/grub/grub.cfg <<'EOF'
set timeout=0
menuentry kernel {
    multiboot2 /boot/kernel.elf
}
EOF
    grub-mkrescue -o kernel.iso iso > grub.log 2>&1
}

: > script
: > err
if ! build; then
    echo "Bail out! cannot build the kernel and its ISO in $dir; \
install gcc, grub-pc-bin, grub-efi-amd64-bin, xorriso and mtools"
    exit 2
fi

# --- passing and failing -------------------------------------------------

kernel p
verdict "the passing exit value passes" 0 "pass: .*0x10"

kernel h -w hello
verdict "the awaited text passes" 0 "pass: everything awaited came"

kernel f
verdict "another exit value fails" 1 "fail: .*0x11"

script <<'EOF'
expect hello
exit 0x11
EOF
kernel f -s -
verdict "an awaited failing exit value passes" 0 "pass: .*0x11"

kernel p -w goodbye
verdict "a passing exit before the awaited text fails" 1 \
    "fail: .*0x10, at step 1 of 1 (expect goodbye)"

kernel q -w hello
verdict "a passing exit without any output fails" 1 "fail: "

script <<'EOF'
expect hello
expect hello
EOF
kernel h -s -
verdict "text that was matched once is not matched again" 3 \
    "hang: .*at step 2 of 2 (stdin:2: expect hello)"

kernel o -w hello -g 2
verdict "QEMU ending with status zero by itself fails" 1 "fail: .*off"

script <<'EOF'
expect hello
off
EOF
kernel o -s -
verdict "an awaited power off passes" 0 "pass: "

kernel F -w goodbye
verdict "endless output fails" 1 "fail: .*1 MB"

cat > work/dying <<'EOF'
#!/bin/sh
# A QEMU that ends with status zero in the middle of a run.
"${QEMU:-qemu-system-x86_64}" "$@" &
sleep 1
kill $!
wait $!
exit 0
EOF
chmod +x work/dying
HEDDLE_QEMU=$dir/work/dying kernel l -w goodbye
verdict "an emulator that is shut down from outside fails" 1 "fail: QEMU"

# --- hanging and silence -------------------------------------------------

kernel l -d 4
verdict "output, then a loop: hang" 3 "hang: the deadline of 4 s"
said "a hang tells the last lines" "boot:   hello" err
said "a hang tells where the processor is" "a processor is at EIP=" err

kernel s -d 4
verdict "no output and a loop: silence" 4 "silence: the deadline of 4 s"

kernel h -d 30
verdict "output, then halted for good: hang" 3 "hang: .*halted"
[ "$took" -lt 10 ]
result $? "halted for good is known before the deadline" "took $took s"

kernel S -d 30
verdict "no output, halted for good: silence" 4 "silence: .*halted"

kernel h -d 30 -c 2
verdict "two processors halted for good: hang" 3 "hang: all processors"

kernel i -d 4
verdict "idle but able to wake up: hang at the deadline" 3 \
    "hang: the deadline"

script <<'EOF'
expect hello
wait 30
EOF
kernel l -d 4 -s -
verdict "the deadline holds for every step" 3 "hang: .*(stdin:2: wait 30)"

# --- resets and triple faults --------------------------------------------

kernel r -w goodbye
verdict "a reset through the 8042: reset" 5 "reset: "

kernel R -w goodbye
verdict "a reset through port 0xcf9: reset" 5 "reset: "

script <<'EOF'
expect hello
exit
EOF
kernel r -s -
verdict "a reset after the awaited text is no pass" 5 \
    "reset: .*at step 2 of 2"

kernel t -w goodbye
verdict "a triple fault is told from a reset" 6 "triple-fault: "
said "its exceptions are named" "boot:   invalid opcode: v=06" err
said "its registers are shown" "boot:   EAX=600df00d" err

script <<'EOF'
expect hello
exit
EOF
kernel t -s -
verdict "a triple fault after the awaited text is no pass" 6 \
    "triple-fault: .*at step 2 of 2"

kernel t -w hello
verdict "nor is one right after the last step" 6 "triple-fault: "

kernel t -w hello -T
verdict "it is told without the interrupts' log too" 6 "triple-fault: "

kernel t -x triple-fault -w hello -i work/int.log
verdict "an expected triple fault is a success" 0 \
    "triple-fault: .*as expected"
said "the log of interrupts can be kept" "check_exception" work/int.log

kernel p -x triple-fault
verdict "a pass that was not expected is none" 1 \
    "pass: .*expected was triple-fault"

kernel t -x reset
verdict "a triple fault is not the expected reset" 6 "triple-fault: "

kernel l -d 4 -x hang -w hello
verdict "an expected hang is a success" 0 "hang: .*as expected"

script <<'EOF'
expect hello
reset
expect hello
EOF
kernel l -s -
verdict "the reset button boots again" 0 "pass: "

# --- the conversation ----------------------------------------------------

script <<'EOF'
expect ready
type ab\x63\s\\d\r
expect abc \\d
type x\r\ny
expect x\ny
EOF
kernel e -s - -l work/echo.log
verdict "what is typed on the serial line arrives" 0 "pass: "
printf 'ready\r\nabc \\d\rx\r\ny' > work/echo.want
same "the log has every byte" work/echo.log work/echo.want

script <<'EOF'
# a comment, and an empty line

expect-line hel
quit
expect never
EOF
kernel l -s - -l -
verdict "expect-line and quit" 0 "pass: "
printf 'hello\r\n' > work/hello.want
same "a whole line is awaited, and - logs to stdout" out work/hello.want

script <<'EOF'
expect ready
keys a shift-b ret
expect 1e 9e 2a 30 b0 aa 1c 9c
press Q<ret><less>
expect 2a 10 90 aa 1c 9c 2a 33 b3 aa
settle 0.05
wait 0.05
EOF
kernel k -s -
verdict "keys reach the PS/2 keyboard" 0 "pass: "

script <<'EOF'
settle 300 ea\x64y
type x\r
settle 0.05 never
expect x
EOF
kernel e -s -
verdict "silence lasts so long, or until its text comes" 0 "pass: "

script <<'EOF'
expect ready
keys nokey
EOF
kernel k -s -
verdict "an unknown key is refused by name" 7 "refused: .*nokey"

script <<'EOF'
expect hello
halt
monitor info registers work/regs.txt
EOF
kernel i -s -
verdict "halt sees an idle machine" 0 "pass: "
said "the monitor's answer is kept" "HLT=1" work/regs.txt

script <<'EOF'
expect hello
halt
EOF
kernel l -s - -d 4
verdict "halt does not see one that runs" 3 "hang: .*halt)"

# --- the display ---------------------------------------------------------

script <<'EOF'
expect hello
text work/text
screen work/one.png
screen work/one.ppm
wait 0.3
screen work/two.png
wait 0.1
screen work/three.png
EOF
kernel v -s -
verdict "the screen is captured" 0 "pass: "
sed -n 3p work/text > work/row
printf '    ║Heddle║\n' > work/row.want
same "text: the characters" work/row work/row.want
[ "$(wc -l < work/text)" -eq 25 ] &&
    [ "$(wc -c < work/text.attr)" -eq 6000 ]
result $? "text: 25 lines, and 25 lines of attributes" "wrong sizes"
[ "$(sed -n 3p work/text.attr | cut -c 10-18)" = "07 1f 1f " ]
result $? "text: the attributes" "$(sed -n 3p work/text.attr)"
head -c 15 work/one.ppm > work/head
printf 'P6\n720 400\n255\n' > work/head.want
same "screen: a PPM of 720x400 dots" work/head work/head.want
same "screen: the same whether or not the cursor blinks" \
    work/one.png work/two.png
same "screen: and again" work/one.png work/three.png
[ "$(head -c 4 work/one.png | tail -c 3)" = PNG ]
result $? "screen: a PNG" "it has no signature"

script <<'EOF'
expect hello
screen work/graphics.ppm
text work/graphics
EOF
kernel g -s -
verdict "text fails in a graphics mode" 1 "fail: .*640x480"
head -c 15 work/graphics.ppm > work/head
printf 'P6\n640 480\n255\n' > work/head.want
same "screen: graphics of 640x480 dots" work/head work/head.want

script <<'EOF'
expect-screen ║Heddle║
text work/text
EOF
kernel v -s -
verdict "expect-screen waits for what the screen shows" 0 "pass: "

script <<'EOF'
expect-screen Treadle
EOF
kernel v -s -
verdict "expect-screen does not see what is not shown" 3 "hang: "

# --- emulators that do not start -----------------------------------------

HEDDLE_QEMU=$dir/work/none kernel p
verdict "no QEMU: missing" 8 "missing: .*qemu-system-x86"

kernel p -p nonesuch
verdict "an unknown processor: refused" 7 "refused: "
said "QEMU's own words are told" "boot:   .*nonesuch" err

HEDDLE_OVMF_CODE=$dir/work/none run -f uefi kernel.iso
verdict "no firmware: refused" 7 "refused: .*ovmf"

HEDDLE_QEMU=/bin/true kernel p
verdict "a QEMU that ends at once: refused" 7 "refused: "

usage() {                       # name, pattern in err
    grep -q -e "$2" err && [ "$status" -eq 2 ]
    result $? "$1" "wanted status 2 and \"$2\"; got $status"
}

printf 'expect x\nexpct y\n' > work/bad
kernel p -s work/bad
usage "a bad script is refused with its line" "work/bad:2: .*expct"
printf 'expect x\nwait 0.1 y\n' > work/bad
kernel p -s work/bad
usage "a step with too much is refused" "work/bad:2: .*nothing after"
run -d soon kernel.iso
usage "a bad deadline is wrong usage" "deadline soon"
run work/none.iso
usage "a missing image is wrong usage" "none.iso: .*build it"
run -x triumph kernel.iso
usage "an unknown verdict is wrong usage" "triumph"

# --- the runner's own end ------------------------------------------------

cat > work/named <<'EOF'
#!/bin/sh
# QEMU, leaving its process number.
echo $$ > work/pid
exec "${QEMU:-qemu-system-x86_64}" "$@"
EOF
chmod +x work/named

# Starts the runner on a mode; true when its kernel has said hello.
start() {                       # letter, further options
    letter=$1
    shift
    rm -f work/pid work/start.log
    HEDDLE_QEMU=$dir/work/named "$boot" -K kernel.elf -A "mode=$letter" \
        -d 30 -l work/start.log "$@" < /dev/null > out 2> err &
    runner=$!
    until grep -q hello work/start.log 2> /dev/null; do
        kill -0 $runner || return
        sleep 0.1
    done
}

# Sends the runner a signal in the middle of a run. True if QEMU is then
# gone, or a zombie at most (that has no program any more).
interrupt() {                   # signal
    start l -w goodbye
    kill "-$1" $runner
    wait $runner 2> /dev/null
    status=$?
    sleep 0.3
    [ -z "$(readlink "/proc/$(cat work/pid)/exe")" ]
}

interrupt TERM
result $? "SIGTERM leaves no QEMU behind" "QEMU still runs"
verdict "SIGTERM: stopped" 143 "stopped: "
interrupt KILL
result $? "not even SIGKILL leaves QEMU behind" "QEMU still runs"

start b
kill -STOP $runner
sleep 3
kill -CONT $runner
wait $runner
status=$?
verdict "a runner that is held up" 0 "pass: "
[ "$(wc -c < work/start.log)" -eq $((7 + 65536)) ]
result $? "loses no byte of the serial line" "$(wc -c < work/start.log)"

# --- ISO, both firmwares, disks ------------------------------------------

iso() {                         # letter, further options
    printf 'expect ready\ntype %s\nexit\n' "$1" > script
    shift
    run -s - "$@" kernel.iso
}
printf 'ready\r\nhello\r\n' > work/pass.want

truncate -s 1M work/disk.img
iso p -l work/bios.log -D work/disk.img,throwaway -D work/disk.img,ro
verdict "an ISO under BIOS, with disks" 0 "pass: "
same "its log is the kernel's output" work/bios.log work/pass.want

iso p -f uefi -l work/uefi.log
verdict "the ISO under UEFI" 0 "pass: "
same "its log is the kernel's output alone" work/uefi.log work/pass.want

iso t -f uefi -M q35 -l work/q35.log
verdict "a triple fault under UEFI on q35" 6 "triple-fault: "
same "the log is the kernel's output there too" work/q35.log work/pass.want

# what QEMU answers in place of a TPM it reports here
for machine in pc q35; do
    iso p -f uefi -M $machine -q -d -q guest_errors -i work/nowhere.log
    [ "$status" -eq 0 ] && ! grep -q FED40 work/nowhere.log
    result $? "UEFI asks no TPM that is not there, $machine" \
        "status $status; $(grep FED40 work/nowhere.log | sort | uniq -c)"
done

# --- Bochs ---------------------------------------------------------------

bochs_tests() {
    iso p -e bochs -l work/bochs.log
    verdict "Bochs: the passing exit value passes" 0 "pass: .*0x10"
    same "Bochs: the log" work/bochs.log work/pass.want
    iso f -e bochs
    verdict "Bochs: another exit value fails" 1 "fail: .*0x11"
    iso h -e bochs
    verdict "Bochs: halted for good: hang" 3 "hang: .*halted"
    iso l -e bochs -d 15
    verdict "Bochs: the deadline: hang" 3 "hang: the deadline"
    iso r -e bochs
    verdict "Bochs: a reset" 5 "reset: "
    iso t -e bochs
    verdict "Bochs: a triple fault" 6 "triple-fault: "
    said "Bochs: its registers" "EAX=600df00d" err
    printf 'expect ready\ntype k\nexpect ready\nkeys a shift-b\n%s\n' \
        'expect 1e 9e 2a 30 b0 aa' > script
    run -s - -e bochs kernel.iso
    verdict "Bochs: the serial line and the keyboard" 0 "pass: "
    printf 'screen x.png\n' > script
    run -s - -e bochs kernel.iso
    usage "Bochs: a step for QEMU only is wrong usage" "stdin:1: .*QEMU"
    HEDDLE_BOCHS=$dir/work/none iso p -e bochs
    verdict "Bochs: missing" 8 "missing: .*bochs"
    iso p -e bochs -p nonesuch
    verdict "Bochs: an unknown processor: refused" 7 "refused: "
}

if command -v bochs-bin > /dev/null; then
    bochs_tests
else
    skip "Bochs" "install bochs, bochs-term and bochsbios"
fi

: > err
[ -z "$(ls -A tmp)" ]
result $? "no temporary file is left" "$(ls -A tmp)"

echo "1..$count"
[ "$failed" -eq 0 ]
