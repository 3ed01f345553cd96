#!/bin/sh
# loom.sh - how long the loom takes for a book as long as the finished one
#
# usage: tests/bench/loom.sh [CHAPTERS]
#
# Makes a book of 30 chapters and 18,000 lines of chunks (book.awk) in
# build/bench/, and measures what an author waits for, each beside a plain
# tool that does that step alone on the same input in the same run:
#
#   tangle    the chapters to 30 trees, from nothing    notangle, last tree
#   again     make, when nothing has changed            find, on its files
#   site      all its pages, from nothing               pandoc, on each
#   prose     a word of a chapter to its page           pandoc, that page
#   code      a line of chapter 2 to 29 kernels         make, in each tree
#   boot      and each of them booted                   QEMU, on each
#   memory    of each tool, at its highest              notangle's
#
# Times are by the clock, the best of RUNS (3) where a run is short. With
# QUICK=1 the kernels, which take minutes from cold, are left out.
# shellcheck disable=SC2086,SC2329,SC2012
set -u
LC_ALL=C export LC_ALL
unset MAKEFLAGS MAKELEVEL MFLAGS
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
room=$root/build/bench
chapters=${1:-30}
jobs=$(getconf _NPROCESSORS_ONLN)
middle=$(printf '%02d-chapter' $((chapters / 2)))
last=$(printf '%02d-chapter' "$chapters")

# build GOAL...: make, with one configuration of the kernels
build() {
    make -j"$jobs" CONFIGS=gcc-O2 "$@"
}

# clock COMMAND...: its time in ms; the bench ends if it fails
clock() {
    start=$(date +%s%N)
    if ! "$@" > log 2>&1; then
        tail -n 20 log >&2
        echo "loom.sh: failed: $*" >&2
        exit 1
    fi
    echo $((($(date +%s%N) - start) / 1000000))
}

# best PREPARE COMMAND...: the shortest of a few
best() {
    prepare=$1 least=
    shift
    for _ in $(seq "${RUNS:-3}"); do
        $prepare
        ms=$(clock "$@") || exit 1
        if test -z "$least" || test "$ms" -lt "$least"; then
            least=$ms
        fi
    done
    echo "$least"
}

# row WHAT MS PLAIN MS [AIM]: one line of the report, times in seconds
row() {
    awk -v what="$1" -v ms="$2" -v plain="$3" -v plain_ms="$4" \
        -v aim="${5:-}" 'BEGIN {
            printf "%-24s %7.2f s   %-24s %7.2f s   ratio %5.2f", what,
                ms / 1000, plain, plain_ms / 1000, ms / (plain_ms + 0.5)
            if (aim != "")
                printf "   aim %.1f s%s", aim,
                    (ms > aim * 1000 ? ", missed" : "")
            print ""
        }'
}

# --- the book ---------------------------------------------------------------

# A copy of the tools, so that work on them does not disturb a run.
make_room() {
    make -s -C "$root" tangle build/tools/weave build/tools/moredefs \
        build/tools/evidence build/tools/boot || exit 1
    chmod -R u+w "$room" 2> /dev/null
    rm -rf "$room"
    mkdir -p "$room/book" "$room/build" "$room/tests/site"
    cp -a "$root/Makefile" "$root/tools" "$root/styles" "$room"
    cp -a "$root"/tests/site/*.json "$room/tests/site"
    cp -a "$root/build/tools" "$room/build"
    cd "$room" || exit 1
}

make_book() {
    set -- "$root"/build/snapshots/01-*[!@]*.tok
    says=$(sed -n 's/^@text #define KERNEL_NAME "\(.*\)"$/\1/p' "$1")
    test -z "${QUICK:-}" || says=
    awk -v out=book -v chapters="$chapters" -v says="$says" \
        -v quick="${QUICK:-}" -f "$here/book.awk" "$1"
    awk -v jobs="$jobs" '
        /^```./ { code = 1; chunks++; next }
        /^```$/ { code = 0; next }
        code { lines++ }
        !code { words += NF }
        END {
            printf "%d chapters, %d chunks of %d lines, %d words of " \
                "prose; %d processors\n\n", ARGC - 1, chunks, lines, words,
                jobs
        }' book/[0-9]*.md
}

nothing() {
    :
}

# --- tangling ---------------------------------------------------------------

no_trees() {
    chmod -R u+w build/trees tangle 2> /dev/null
    rm -rf build/tokens build/snapshots build/trees tangle
}

plain_notangle() {
    while read -r file; do
        mkdir -p "plain/$(dirname "$file")"
        notangle -t8 "-R$file" build/tokens/*.nw > "plain/$file" || exit 1
    done < "build/snapshots/$last.files"
}

bench_tangle() {
    build build/tools/evidence > log 2>&1
    loom=$(best no_trees build tangle) || exit 1
    plain=$(clock plain_notangle) || exit 1
    row "tangle, $chapters trees" "$loom" "notangle, the last tree" "$plain" 2
}

# --- a word, and nothing ----------------------------------------------------

change_prose() {
    sed -i '5s/^/A line more.\n/' "book/$middle.md"
}

plain_pandoc() {
    pandoc "build/weave/$middle.md" -f markdown -t html5 -o plain.html
}

no_pages() {
    rm -rf site build/weave build/figures
}

plain_pages() {
    ls book/[0-9]*.md | xargs -P "$jobs" -I@ \
        pandoc @ -f markdown -t html5 -o plain.html
}

# 20 s for the finished book's 33 chapters.
bench_site() {
    loom=$(RUNS=1 best no_pages build pages) || exit 1
    plain=$(clock plain_pages) || exit 1
    row "site, $chapters chapters" "$loom" "pandoc, each" "$plain" \
        $((chapters * 20 / 33))
}

bench_prose() {
    clock build tangle "site/$middle.html" > /dev/null || exit 1
    loom=$(best change_prose build tangle "site/$middle.html") || exit 1
    plain=$(best nothing plain_pandoc) || exit 1
    row "prose, to the page" "$loom" "pandoc, that page" "$plain" 1.5
}

plain_find() {
    find book build site tangle -newer build/snapshots/.made
}

bench_again() {
    clock build $1 > /dev/null || exit 1
    loom=$(best nothing build $1) || exit 1
    plain=$(best nothing plain_find) || exit 1
    row "again, $2" "$loom" "find, the same files" "$plain" 1
}

# --- code -------------------------------------------------------------------

change_code() {
    sed -i '/^<<m02: m02_a_find1>>=/,/^```/s/low = 0/low = 0 + 0/' \
        book/02-chapter.md
}

later_kernels() {
    for tree in build/trees/*/; do
        slug=$(basename "$tree")
        test "$slug" = 01-kernel || echo "$slug"
    done
}

plain_make() {
    later_kernels | xargs -P "$jobs" -I@ make -s -C build/trees/@ \
        B="$room/plain/@" OPT=-O2
}

# Boot the kernel $1, and wait for what it says.
one_qemu() {
    rm -f "serial.$1"
    qemu-system-x86_64 -M q35 -nodefaults -vga std -display none \
        -serial "file:serial.$1" \
        -cdrom "build/kernels/$1/gcc-O2/heddle.iso" &
    emulator=$!
    for _ in $(seq 600); do
        grep -qs "$says" "serial.$1" && break
        sleep 0.05
    done
    kill $emulator
    wait $emulator
    grep -q "$says" "serial.$1"
}

plain_qemu() {
    export says
    later_kernels | xargs -P "$jobs" -n 1 "$here/loom.sh" "$chapters"
}

# Every kernel, and the same without us, for the change to start from.
bench_cold() {
    loom=$(clock build kernels) || exit 1
    plain=$(clock plain_make) || exit 1
    row "kernels, $chapters from cold" "$loom" "make in each tree" "$plain"
}

bench_code() {
    clock build evidence > /dev/null || exit 1
    change_code
    loom=$(clock build kernels) || exit 1
    plain=$(clock plain_make) || exit 1
    row "code, to $((chapters - 1)) kernels" "$loom" "make in each tree" \
        "$plain"
    loom=$(clock build evidence) || exit 1
    plain=$(clock plain_qemu) || exit 1
    row "boot, all of these" "$loom" "QEMU, on each" "$plain"
}

# --- memory -----------------------------------------------------------------

# peak COMMAND...: its largest size in KiB (its children's, if larger)
peak() {
    /usr/bin/time -f %M -o peak "$@" > /dev/null 2> log || exit 1
    tail -n 1 peak
}

memory() {
    awk -v what="$1" -v kib="$2" -v plain="$3" 'BEGIN {
            printf "%-24s %7.1f MB   %-24s %7.1f MB  ratio %5.2f   " \
                "aim 100 MB%s\n", "memory, " what, kib / 1024, "notangle",
                plain / 1024, kib / plain, (kib > 102400 ? ", missed" : "")
        }'
}

bench_memory() {
    if ! test -x /usr/bin/time; then
        echo "memory: install time (Debian) to have it measured"
        return
    fi
    tools=build/tools
    cat build/tokens/*.nw > all.nw
    plain=$(peak notangle -t8 -Rkernel/main.c all.nw)
    biggest=$(ls -S book/*.md | sed -n 1p)
    memory frontend "$(peak $tools/frontend "$biggest")" "$plain"
    memory supersede "$(peak $tools/supersede book - \
        build/tokens/*.tok)" "$plain"
    memory tangle "$(peak $tools/tangle "build/snapshots/$last.tok" \
        "build/snapshots/$last.files" plain/tree)" "$plain"
    memory moredefs "$(peak $tools/moredefs build/weave/code.tok)" "$plain"
    memory weave "$(peak $tools/weave book build/weave/index.tok - - \
        build/tokens/*.tok)" "$plain"
    memory make "$(peak make -s CONFIGS=gcc-O2 tangle weave)" "$plain"
}

if test $# -eq 2; then           # plain_qemu calls us for one kernel
    one_qemu "$2" 2> /dev/null
    exit
fi
make_room
make_book
bench_tangle
test -n "${QUICK:-}" || bench_cold
bench_site
bench_prose
bench_again "tangle weave" "trees and sidecars"
bench_again "tangle site" "with the site"
if test -z "${QUICK:-}"; then
    bench_code
    bench_again "tangle kernels evidence site" "with kernels, boots"
fi
bench_memory
