#!/bin/sh
# Prose: spelling (American, with the project's words), phrases that say
# nothing, and figures of a run that has changed since. One test a chapter and
# kind; the complaints go to stderr with their lines.
set -u
n=0 status=0
words=tests/prose/words.txt
worn='delve|seamless|robust|leverag|worth (noting|mentioning)|important to note|let.s dive|powerful|game.chang|under the hood|simply|needless to say|plethora|in conclusion|at its core|obviously|of course,? we|\bjust\b'
mkdir -p build/check

# The chapter without code blocks, code spans, links' targets, citations and
# attributes, line for line.
plain() {
    awk '
        /^ *(```|~~~)/ { fence = !fence; print ""; next }
        fence || /^:::/ { print ""; next }
        { gsub(/`[^`]*`/, "x"); gsub(/\]\([^)]*\)/, "]")
          gsub(/\[@[^]]*\]/, ""); gsub(/\{[^}]*\}/, "")
          gsub(/https?:[^ )]*/, ""); print }' "$1"
}

report() {                      # report NAME FILE-OF-COMPLAINTS
    n=$((n + 1))
    if test -s "$2"; then
        echo "not ok $n - $1"
        cat "$2" >&2
        status=1
    else
        echo "ok $n - $1"
    fi
}

for chapter in book/[0-9]*.md book/glossary.md; do
    base=$(basename "$chapter" .md)
    text=build/check/$base.plain found=build/check/$base.found
    plain "$chapter" > "$text"
    hunspell -d en_US -p "$words" -l < "$text" | LC_ALL=C sort -u |
        while read -r word; do
            grep -nwF -- "$word" "$text" | head -n 1 | cut -d: -f1 |
                sed "s|.*|$chapter:&: \"$word\" is not a word we know; correct it, or add it to $words|"
        done > "$found"
    report "$base is spelled as the dictionary and the word list have it" "$found"
    grep -nEi "$worn" "$text" |
        sed "s|^\([0-9]*\):\(.*\)|$chapter:\1: a worn phrase; say the plain thing: \2|" > "$found"
    report "$base has no worn phrases" "$found"
done

# A walk that was really made: every step of the figure is a line that the
# chapter's runs have printed, and its address is where one of them faulted.
steps() {                       # steps FIGURE
    table=
    while read -r kind index _ value _; do
        case $kind in
        address) echo "rip $index" ;;
        cr3) table=0x$index ;;
        PML4 | PDPT | PD | PT)
            printf '%016x: 0x%016x\n' $((table + 8 * index)) 0x"$value"
            table=$((0x$value & 0xffffffffff000)) ;;
        esac
    done < "$1"
}

for figure in $(grep -l '^# shown by: ' book/figures/*.fig); do
    chapter=$(sed -n 's/^# shown by: //p' "$figure")
    found=build/check/$(basename "$figure").found
    steps "$figure" | while read -r line; do
        grep -qF -- "$line" "$chapter" ||
            echo "$figure: \"$line\" is in no run of $chapter; correct the figure"
    done > "$found"
    report "$figure has the numbers of its chapter's runs" "$found"
done
# A walk that another figure has made, a step late: its entries are that one's,
# but for the first, which is its own table's.
for figure in $(grep -l '^# repeats: ' book/figures/*.fig); do
    other=$(sed -n 's/^# repeats: //p' "$figure")
    found=build/check/$(basename "$figure").found
    awk -v other="$other" '
        function step() { return $1 == "cr3" ? "cr3 " $2 : $2 " = " $4 }
        !/^(cr3|PML4|PDPT|PD|PT) / { next }
        FILENAME == other { made[step()]; next }
        $1 != "PML4" && !(step() in made) {
            print FILENAME ":" FNR ": " step() " is not in " other \
                "; correct the figure" }' "$other" "$figure" > "$found"
    report "$figure has the numbers of the walk that it repeats" "$found"
done

# The same for a walk through tables that are data: the kernel's own file has
# them, below the higher half's first address.
in_file() {                     # in_file KERNEL ADDRESS
    low=$((0x80000000 + 0x$2))
    objdump -s --start-address="$(printf 0xffffffff%x $low)" \
        --stop-address="$(printf 0xffffffff%x $((low + 8)))" "$1" |
        awk '/^ [0-9a-f]+ / { for (i = 15; i > 0; i -= 2)
            value = value substr($2 $3, i, 2); print "0x" value; exit }'
}

for figure in $(grep -l '^# read from: ' book/figures/*.fig); do
    kernel=$(sed -n 's/^# read from: //p' "$figure")
    make -s "${kernel%.elf}.iso" >&2
    found=build/check/$(basename "$figure").found
    steps "$figure" | grep -v '^rip' | while IFS=' :' read -r address value; do
        test "$(in_file "$kernel" "$address")" = "$value" ||
            echo "$figure: $value is not at $address in $kernel; correct the figure"
    done > "$found"
    report "$figure has the numbers of its chapter's kernel" "$found"
done
echo "1..$n"
exit $status
