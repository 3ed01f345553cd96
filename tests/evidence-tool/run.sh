#!/bin/sh
# run.sh - evidence: what a book shows happens, or the build says where not
#
# usage: tests/evidence-tool/run.sh
#
# book/ is a sound book with every kind of block on a kernel of 40 lines. Each
# broken case below changes it by one sed command; then the build has to
# refuse it, naming the right block's line, for the right reason.
set -u
LC_ALL=C export LC_ALL
unset MAKEFLAGS MAKELEVEL MFLAGS
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$root/build/evidence-tests
count=0 failed=0
chapter=book/01-tiny.md

ok() {                          # ok STATUS WHAT
    count=$((count + 1))
    if test "$1" -eq 0; then
        echo "ok $count - $2"
    else
        failed=$((failed + 1))
        echo "not ok $count - $2"
        sed 's/^/# /' "$work/report"
    fi
}

build() {
    make -C "$work/room" CONFIGS=gcc-O2 "$@" > "$work/report" 2>&1
}

# What the room was like when all was well, so that each case starts there.
reset() {
    rm -rf "$work/room/book"
    cp -R "$here/book" "$work/room/book"
}

rm -rf "$work"
mkdir -p "$work/room/build"
for part in Makefile tools styles; do
    ln -s "../../../$part" "$work/room/$part"
done
ln -s ../../../tools "$work/room/build/tools"
reset
build -k -j2 evidence weave
ok $? "a sound book: transcript, typing, screen, listing, experiment, solution, number"
build evidence; ! grep -q '^  run' "$work/report"
ok $? "nothing is run twice"
build test CH=1
ok $? "make test says so"

# broken NAME SED LINE-OF MESSAGE: the line is that of the first line of the
# changed chapter that holds LINE-OF
broken() {
    reset
    sed "$2" "$here/book/01-tiny.md" > "$work/room/$chapter"
    line=$(grep -nF -- "$3" "$work/room/$chapter" | tail -n 1 | cut -d: -f1)
    build -k evidence weave
    status=$?
    test $status -ne 0 && grep -q "^$chapter:$line: .*$4" "$work/report"
    ok $? "refused: $1"
}

broken 'a transcript altered by one character' \
    's/^tiny: hello$/tiny: hellO/' '#hello}' '#hello did not happen'
grep -q '^  - tiny: hellO' "$work/report" &&
    grep -q '^  + tiny: hello' "$work/report"
ok $? "and the difference is shown"
broken 'a line that is not there' \
    's/^at {number 1000} of {number 2000}$/&\nready/;s/#hello}/#hello deadline=6}/' \
    '#hello deadline' \
    '#hello did not happen'
grep -q 'verdict: hang' "$work/report"
ok $? "and the deadline is named"
broken 'a screen that changed' 's/0x2f48, 0xb8000/0x4f48, 0xb8000/' \
    '{.screen' 'the screen is another one'
test -s "$work/room/build/evidence/01-tiny/screen.png" &&
    test -s "$work/room/book/screens/01-screen.png"
ok $? "and both pictures are there"
broken 'an experiment whose harm disappeared' 's/^    lidt 0$/    nop/;s/^    int3$/    nop/' \
    '#fault' '#fault did not happen'
broken 'a solution that passes on the unmodified tree' \
    's/goodbye/was typed/;s/^{type- x} goodbye/{type- x} was typed/' \
    '#bye' '#bye holds without the solution'
broken 'a number with no source' 's/`{kernel.lines}`/`{kernel.liens}`/' \
    'kernel.liens' 'no run and no file gives'
broken 'a reset after the awaited text' \
    's/^1:  cli$/    lidt 0\n    int3\n1:  cli/' '#typed' \
    '#typed did not happen'
grep -q 'verdict: triple-fault' "$work/report"
ok $? "and the reset is named"
broken 'two blocks with one name' 's/#typed/#hello/' '#hello ends=halt' \
    'also the name'
broken 'an unknown attribute' 's/#hello}/#hello firmwear=bios}/' \
    'firmwear' 'does not know firmwear='
broken 'an unknown start' 's/#hello}/#hello firmware=coreboot}/' \
    'firmware=coreboot' 'is unknown; it is one of: bios uefi'
broken 'a block without a name' 's/{.transcript #hello}/{.transcript}/' \
    '{.transcript}' 'has no name'

# --- accept -------------------------------------------------------------

reset
sed 's/^tiny: hello$/tiny: something else/;s/ D done$/ T done/' \
    "$here/book/01-tiny.md" > "$work/room/$chapter"
build accept CH=1
diff -u "$here/book/01-tiny.md" "$work/room/$chapter" > "$work/report"
# an address that was a field is written as it was seen
sed -n 's/^[-+] *//p' "$work/report" | grep -v 'done$' | grep -q . &&
    ! grep -q 'field' "$work/report"
test "$(grep -c '^[-+]' "$work/report")" -le 4
ok $? "accept writes what happened into the blocks, and nothing else"
build -k evidence
ok $? "and then the book is sound"

reset
sed 's/^tiny: hello$/tiny: tired/;s/^    call say$/    lidt 0\n    int3\n&/' \
    "$here/book/01-tiny.md" > "$work/room/$chapter"
cp "$work/room/$chapter" "$work/before"
build accept CH=1
cmp "$work/before" "$work/room/$chapter" > "$work/report" 2>&1
ok $? "accept does not take a reset or silence for an answer"

# a line between two "…", either of which could swallow it
reset
sed 's/^at {number 1000} of {number 2000}$/…\nat 1000 of 1999\n…/' \
    "$here/book/01-tiny.md" > "$work/room/$chapter"
build accept CH=1
grep -q '^at 1000 of 2000$' "$work/room/$chapter" &&
    ! grep -q 'of 1999' "$work/room/$chapter"
ok $? "accept corrects a line that stands between lines left out"

# what stands in a field is what was seen last, in its column; times stay
reset
sed -e 's/^at {number 1000} of {number 2000}$/at {time 7} of {number 1999}/' \
    -e 's/^{address 00102018} D done$/{address 101fff} D done/' \
    "$here/book/01-tiny.md" > "$work/room/$chapter"
build evidence
ok $? "a field with another value is no difference"
build accept CH=1
sed 's/^at {number 1000} of/at {time 7} of/' "$here/book/01-tiny.md" |
    diff -u - "$work/room/$chapter" > "$work/report" 2>&1
ok $? "accept writes what was seen into the fields, but for times"

# seconds of silence before the last line are no end, if the line still comes
reset
sed -e 's/^at {number 1000} of.*/&\ncount/;s/^tiny: hello$/tiny: something else/' \
    -e '0,/^    call say$/s//&\
    rdtsc\
    leal 4(%edx), %edi\
5:  rdtsc\
    cmpl %edi, %edx                     # 4 times 2^32 ticks, or nearly\
    jb 5b\
    movl $count, %esi\
    call say/' "$here/book/01-tiny.md" > "$work/room/$chapter"
build accept CH=1
sed -n '/#hello/,/^```$/p' "$work/room/$chapter" > "$work/report"
grep -q '^tiny: hello$' "$work/report" && grep -q '^count$' "$work/report"
ok $? "accept waits for a last line that comes after a silence"

echo "1..$count"
test "$failed" = 0
