#!/bin/sh
# map.sh - what the addresses of a kernel mean
#
# usage: tools/live/map.sh KERNEL > KERNEL.json
#
# KERNEL is the name of a tree ("07-…", "07-…@exp-…"). Functions come from
# the kernel's symbols; for each line of code the chunk that it stands in and
# which of its lines it is: from the compiler's line numbers, and from the
# tree with noweb's own marks of where in book/ each line comes from.
# build/live/marked/ keeps the marked snapshots of the whole book.
set -eu
kernel=$1
here=$(dirname "$0")
elf=build/kernels/$kernel/gcc-O2/heddle.elf
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# "file line book line": where each line of the tree comes from
snapshot=build/live/marked/$kernel
awk -v files="$snapshot.files" -f "$here/lines.awk" "$snapshot.tok" \
    > "$tmp/lines"

# "slug line id number section name": where each chunk begins
for sidecar in build/weave/[0-9]*.lua; do
    slug=$(basename "$sidecar" .lua)
    awk -v slug="$slug" -f "$here/chunks.awk" "$sidecar"
done > "$tmp/chunks"

objdump -d -l --no-show-raw-insn "$elf" > "$tmp/code"
nm -n -S "$elf" > "$tmp/symbols"
awk -v lines="$tmp/lines" -v chunks="$tmp/chunks" \
    -v symbols="$tmp/symbols" \
    -f "$here/map.awk" "$tmp/code"
