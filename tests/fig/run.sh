#!/bin/sh
# run.sh - tests of fig: every example is drawn, every fault is named
#
# usage: run.sh [FIG]      FIG: the tool, by default build/tools/fig
#
# An example has to give well-formed SVG, the same bytes twice, in all three
# dresses, with ids of its own. A figure in broken/ says in its first line
# which line is to be refused, and with which words. TAP on standard output.

cd "$(dirname "$0")" || exit 2
fig=${1:-../../build/tools/fig}
case $fig in /*|*/*) ;; *) fig=./$fig ;; esac
[ -x "$fig" ] || { echo "Bail out! no $fig; build it"; exit 2; }
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
n=0 failed=0

# verdict STATUS NAME: one line, and what was said when it failed
verdict()
{
    n=$((n + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $n - $2"
        return
    fi
    failed=$((failed + 1))
    echo "not ok $n - $2"
    sed 's/^/# /' "$work/said"
}

# drawn FILE DRESS: well-formed, the same twice, no id without the name
drawn()
{
    name=$(basename "$1" .fig)
    "$fig" $2 "$1" > "$work/a.svg" 2> "$work/said" || return 1
    "$fig" $2 "$1" > "$work/b.svg" 2> "$work/said" || return 1
    xmllint --noout "$work/a.svg" 2> "$work/said" || return 1
    cmp "$work/a.svg" "$work/b.svg" > "$work/said" || return 1
    if grep -o ' id="[^"]*"' "$work/a.svg" | grep -v "\"f-$name" \
        > "$work/said"; then return 1; fi
    grep -q 'aria-label="[^"]' "$work/a.svg" || return 1
    # print has to stand alone, and to stay within 156 mm
    [ -z "$2" ] || ! grep 'var(' "$work/a.svg" > "$work/said"
}

# refused FILE: status 2, nothing written, the line and the words
refused()
{
    line=$(sed -n '1s/^# refused at line \([0-9]*\): .*/\1/p' "$1")
    words=$(sed -n '1s/^# refused at line [0-9]*: //p' "$1")
    "$fig" "$1" > "$work/a.svg" 2> "$work/said"
    [ $? -eq 2 ] && [ ! -s "$work/a.svg" ] && [ -n "$words" ] &&
        grep -F "$1:$line: " "$work/said" | grep -qF -- "$words"
}

for file in *.fig; do
    drawn "$file" "" && drawn "$file" -p && drawn "$file" -k
    verdict $? "drawn: $file"
done
for file in broken/*.fig; do
    refused "$file"
    verdict $? "refused: $file"
done

"$fig" -a bits-lsr.fig > "$work/said" 2>&1 &&
    grep -q '^The line status register .* waits for\.$' "$work/said"
verdict $? "-a prints the text alternative on one line"

printf '1 2 3\n' > "$work/bad.tsv"
printf 'plot lines\nalt: x\nseries a\ndata bad.tsv\n' > "$work/p.fig"
"$fig" -d "$work" "$work/p.fig" > "$work/a.svg" 2> "$work/said"
[ $? -eq 2 ] && grep -q "bad.tsv:1: 2 values" "$work/said"
verdict $? "an error in a data file names that file"

echo old > "$work/out.svg"
"$fig" -o "$work/out.svg" broken/no-alt.fig > "$work/said" 2>&1
[ $? -eq 2 ] && [ "$(cat "$work/out.svg")" = old ]
verdict $? "a failed run leaves the last good output"

echo "1..$n"
echo "# $((n - failed)) passed, $failed failed"
[ "$failed" -eq 0 ]
