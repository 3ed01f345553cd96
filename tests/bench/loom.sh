#!/bin/sh
# loom.sh - how long the loom takes for a book of the finished one's length
#
# usage: tests/bench/loom.sh [CHAPTERS]
#
# Makes a book of 30 chapters and 18,000 lines of chunks (book.awk) in
# build/bench/, and measures what an author waits for, each beside a plain
# tool that does that step alone on the same input in the same run:
#
#   tangle       chapters to 30 trees, from nothing       notangle, last tree
#   again        make, when nothing has changed           find, on its files
#   prose        one word in a chapter to its page        pandoc, that page
#   code         one line in chapter 2 to 29 kernels      make, in each tree
#   boot         and each of them booted                  qemu, one by one
#   memory       of each tool, at its highest             notangle's
#
# Times are wall-clock seconds, the best of $RUNS (3) runs where a run is
# short. QUICK=1 leaves out code and boot, which take minutes.
set -u
LC_ALL=C export LC_ALL
unset MAKEFLAGS MAKELEVEL MFLAGS
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
room=$root/build/bench
chapters=${1:-30}
config=gcc-O2
jobs=$(getconf _NPROCESSORS_ONLN)

now() {
    date +%s%N
}

# clock COMMAND...: its time in ms; ends the bench if it fails
clock() {
    start=$(now)
    if ! "$@" > log 2>&1; then
        tail -n 20 log >&2
        echo "loom.sh: failed: $*" >&2
        exit 1
    fi
    echo $((($(now) - start) / 1000000))
}

# best PREPARE COMMAND...: the shortest of a few
best() {
    prepare=$1 least=
    shift
    for run in $(seq "${RUNS:-3}"); do
        $prepare
        ms=$(clock "$@") || exit 1
        if test -z "$least" || test "$ms" -lt "$least"; then
            least=$ms
        fi
    done
    echo "$least"
}

# row NAME MS PLAIN-NAME PLAIN-MS AIM
row() {
    awk -v name="$1" -v ms="$2" -v plain="$3" -v plain_ms="$4" -v aim="$5" '
        BEGIN {
            printf "%-26s %8.2f s   %-24s %8.2f s   ratio %6.2f%s\n", name,
                ms / 1000, plain, plain_ms / 1000, ms / (plain_ms + 0.001),
                aim == "" ? "" : sprintf("   aim %.1f s%s", aim,
                    ms > aim * 1000 ? " MISSED" : "")
        }'
}

# --- the book ----------------------------------------------------------------

prepare_room() {
    make -s -C "$root" tangle > /dev/null || exit 1
    chmod -R u+w "$room" 2> /dev/null
    rm -rf "$room"
    mkdir -p "$room/build" "$room/book"
    cd "$room" || exit 1
    ln -s ../../Makefile ../../tools ../../styles ../../tests .
    ln -s ../../tools build/tools
    set -- "$root"/build/snapshots/01-*.tok
    awk -v out=book -v chapters="$chapters" -f "$here/book.awk" "$1"
    awk '/^```./ { code = 1; next } /^```$/ { code = 0; next }
         code { lines++ } !code { words += NF }
         END { printf "A book of %d chapters, %d lines of chunks, %d words " \
                   "of prose; %d processors\n\n", ARGC - 1, lines, words,
                   jobs }' jobs="$jobs" book/[0-9]*.md | sed 's/of 31/of 30/'
}

# --- tangling ----------------------------------------------------------------

nothing() {
    :
}

from_nothing() {
    rm -rf build/tokens build/snapshots build/trees tangle
}

plain_notangle() {
    last=$(ls -d build/trees/*/ | tail -n 1)
    slug=$(basename "$last")
    mkdir -p plain
    while read -r file; do
        mkdir -p "plain/$(dirname "$file")"
        notangle -t8 "-R$file" build/tokens/*.nw > "plain/$file" || exit 1
    done < "build/snapshots/$slug.files"
}

bench_tangle() {
    make -s build/tools/boot > /dev/null 2>&1
    loom=$(best from_nothing make -j"$jobs" tangle)
    plain=$(clock plain_notangle)
    row "tangle, $chapters trees" "$loom" "notangle, the last tree" "$plain" 2
}

# --- nothing, and a word -----------------------------------------------------

page=site/15-chapter.html
CONFIGS=CONFIGS=$config

find_files() {
    find book build tangle site -newer build/snapshots/.made
}

change_prose() {
    sed -i "3s/^## Why/## Why why/; 5s/^/More /" book/15-chapter.md
}

bench_prose() {
    clock make -j"$jobs" $CONFIGS $page > /dev/null || exit 1
    loom=$(best change_prose make -j"$jobs" $CONFIGS $page)
    plain=$(best nothing pandoc build/weave/15-chapter.md -t html5 -o plain.html)
    row "prose, to the page" "$loom" "pandoc, of the page" "$plain" 1.5
}

bench_again() {
    clock make -j"$jobs" $CONFIGS $1 > /dev/null || exit 1
    loom=$(best nothing make -j"$jobs" $CONFIGS $1)
    plain=$(best nothing find_files)
    row "again, $2" "$loom" "find, the same files" "$plain" 1
}

# --- code ---------------------------------------------------------------------

change_code() {
    sed -i '/^<<m02: m02_a_find1>>=/,/^```/s/int low = [0-9]*,/int low = 0,/
            /^<<m02: m02_a_find1>>=/,/^```/s/int middle = low/int middle = 0 + low/' \
        book/02-chapter.md
}

later_trees() {
    ls -d build/trees/*/ | sed -n '2,$p'
}

plain_make() {
    for tree in $(later_trees); do
        slug=$(basename "$tree")
        touch "$tree/kernel/m02/a.c"
        make -s -C "$tree" B="$room/plain/kernels/$slug" || exit 1
    done
}

boot() {
    "$root/build/tools/boot" "$@" build/kernels/"$slug"/$config/heddle.iso
}

bench_code() {
    clock make -j"$jobs" $CONFIGS kernels > /dev/null || exit 1
    clock plain_make > /dev/null || exit 1
    change_code
    loom=$(clock make -j"$jobs" $CONFIGS kernels) || exit 1
    plain=$(clock plain_make) || exit 1
    row "code, to $((chapters - 1)) kernels" "$loom" "make in each tree" \
        "$plain" ""
}

