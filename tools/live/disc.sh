#!/bin/sh
# disc.sh - a kernel's disc, trimmed for the page
#
# usage: tools/live/disc.sh KERNEL "COMMAND LINE" OUT.iso
#
# What the tree's own Makefile puts on its disc, less the symbols (the
# kernel carries its own) and less UEFI's part: the page's machine has a
# BIOS. It boots in QEMU and on a PC with a BIOS as well.
set -eu
kernel=$1 append=$2 iso=$3
built=build/kernels/$kernel/gcc-O2
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
unset MAKEFLAGS MAKELEVEL
export SOURCE_DATE_EPOCH=315532800

if test -z "$append" && test -f "$built/grub-bios.img"; then
    cp "$built/grub-bios.img" "$tmp/bios.img"
else
    make -s -C "build/trees/$kernel" B="$tmp" APPEND="$append" \
        "$tmp/grub-bios.img" > "$tmp/log" 2>&1 || {
        cat "$tmp/log" >&2
        exit 2
    }
    mv "$tmp/grub-bios.img" "$tmp/bios.img"
fi
objcopy --strip-all "$built/heddle.elf" "$tmp/heddle.elf"

write() {
    xorriso -as mkisofs -quiet -o "$tmp/iso" -V HEDDLE \
        --set_all_file_dates =$SOURCE_DATE_EPOCH -graft-points \
        -b boot/bios.img -no-emul-boot -boot-load-size 4 -boot-info-table \
        --grub2-boot-info boot/heddle.elf="$tmp/heddle.elf" \
        boot/bios.img="$tmp/bios.img" 2> "$tmp/log"
}

# Once in some thousand discs xorriso dies of a signal, and is asked again.
write || { grep -q UNIX-SIGNAL "$tmp/log" && write; } || {
    cat "$tmp/log" >&2
    exit 2
}
mv "$tmp/iso" "$iso"
