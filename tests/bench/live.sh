#!/bin/sh
# live.sh - what it costs to run a kernel in the page
#
# usage: tests/bench/live.sh
#
# Bytes and seconds to the first line of the newest chapter's kernel; guest
# instructions a second, beside QEMU's translator on the same kernel (live.S);
# and what a kernel that waits costs.
set -eu
cd "$(dirname "$0")/../.."
here=tests/bench out=$PWD/build/bench/live
echo "live: a kernel in the page (aim: under 0.8 MB, idle under 5 % of a core)"
tools/live/needs.sh || {
    echo "  the emulator is not built here: $(cat build/live/why)"
    exit 0
}
make -s site
mkdir -p "$out"
${CC:-cc} -c -o "$out/live.o" $here/live.S
ld -m elf_x86_64 -static -nostdlib -Ttext=0x100000 \
    --section-start=.boot=0xff000 -e _start -z max-page-size=4096 \
    -z noexecstack -o "$out/live.elf" "$out/live.o" 2> "$out/ld.log"
printf 'multiboot2 /boot/live.elf\nboot\n' > "$out/grub.cfg"
grub-mkimage -O i386-pc-eltorito -p /boot -c "$out/grub.cfg" \
    -o "$out/bios.img" biosdisk iso9660 multiboot2 boot
xorriso -as mkisofs -quiet -o "$out/live.iso" -graft-points \
    -b boot/bios.img -no-emul-boot -boot-load-size 4 -boot-info-table \
    --grub2-boot-info boot/live.elf="$out/live.elf" \
    boot/bios.img="$out/bios.img" 2> "$out/xorriso.log"
node $here/live.mjs "$out/live.iso" | sed 's/^/  /'
