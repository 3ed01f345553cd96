#!/bin/sh
# numbers.sh - the numbers that a chapter's prose may use
#
# usage: tools/numbers.sh NN-slug > build/numbers/NN-slug
#
# Writes "name value" lines, from the chapter's tree and its kernel as GCC
# makes it at -O2:
#
#     kernel.lines               lines of C, headers and assembly
#     kernel.text … kernel.bss   bytes of the sections; kernel.size, of all
#     iso.size                   bytes of the disc image; tree.size, of the
#                                tree as an archive
#     lines:PATH                 lines of a file
#     symbol.addr:NAME, symbol.size:NAME
#     value:NAME                 what a run printed in a line "# NAME value"
set -eu
slug=$1
tree=build/trees/$slug
built=build/kernels/$slug/gcc-O2

grouped() {                     # 1234567 becomes 1,234,567
    awk '{ n = $2
           while (match(n, /[0-9][0-9][0-9][0-9]($|,)/))
               n = substr(n, 1, RSTART) "," substr(n, RSTART + 1)
           print $1, n }'
}

{
    find "$tree" -name '*.[chS]' -exec cat {} + |
        awk 'END { print "kernel.lines", NR }'
    (cd "$tree" && find . -type f ! -name '.t*' | LC_ALL=C sort |
        while read -r file; do
            printf 'lines:%s %d\n' "${file#./}" "$(wc -l < "$file")"
        done)
    LC_ALL=C size -A "$built/heddle.elf" | awk '
        $1 == ".text" || $1 == ".boot" { text += $2 }
        $1 == ".rodata" { rodata += $2 }
        $1 == ".data" { data += $2 }
        $1 == ".bss" { bss += $2 }
        END { print "kernel.text", text + 0
              print "kernel.rodata", rodata + 0
              print "kernel.data", data + 0
              print "kernel.bss", bss + 0
              print "kernel.size", text + rodata + data + bss }'
    wc -c < "$built/heddle.iso" | awk '{ print "iso.size", $1 }'
    tools/pack.sh "$slug" | wc -c | awk '{ print "tree.size", $1 }'
} | grouped
LC_ALL=C nm -S "$built/heddle.elf" | awk '
    NF == 4 { print "symbol.addr:" $4, $1
              n = $2; sub(/^0+/, "", n); hex[$4] = n }
    NF == 3 { print "symbol.addr:" $3, $1 }
    END { for (s in hex) {
              v = 0
              for (i = 1; i <= length(hex[s]); i++)
                  v = v * 16 + index("0123456789abcdef",
                                     substr(hex[s], i, 1)) - 1
              print "symbol.size:" s, v } }' | LC_ALL=C sort
for log in build/evidence/"$slug"/*.serial; do
    test -f "$log" || continue
    case $log in *@*) continue ;; esac
    tr -d '\r' < "$log" | sed -n 's/^# \([a-z][a-z0-9._-]*\) \([-0-9.,]*\)$/value:\1 \2/p'
done | LC_ALL=C sort -u
