#!/bin/sh
# run.sh - the loom, from chapters to trees and sidecars, on small books
#
# usage: tests/loom/run.sh [BOOK...]
#
# Each folder books/NAME is a book, and says what should become of it:
#
#   stderr    It is broken. Its chapters are laid over those of books/base,
#             which was made before: that must be refused with exactly these
#             complaints (a line may be the beginning of one, if it ends in
#             "..."), and nothing that was made of base may have changed.
#   expect/   It is sound, and these are its trees, byte for byte.
#   weave/    And this is the prose that pandoc gets.
#   goal      What to ask of make, if not "tangle weave".
#
# Prints TAP; the exit status tells whether all went well.
set -u
LC_ALL=C export LC_ALL
unset MAKEFLAGS MAKELEVEL MFLAGS
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$root/build/loom
count=0 failed=0

# ok WHAT: reports on the command before it; `why` is shown if it failed
ok() {
    if test $? -eq 0; then
        count=$((count + 1))
        echo "ok $count - $1"
    else
        count=$((count + 1)) failed=$((failed + 1))
        echo "not ok $count - $1"
        sed 's/^/# /' "$work/why"
    fi
    : > "$work/why"
}

# room NAME: a folder like the project's, but without a book
room() {
    chmod -R u+w "$work/$1" 2> /dev/null
    rm -rf "${work:?}/$1"
    mkdir -p "$work/$1/build" "$work/$1/book"
    for part in Makefile tools styles; do
        ln -s "../../../$part" "$work/$1/$part"
    done
    ln -s ../../../tools "$work/$1/build/tools"
}

# lay BOOK ROOM: the book's chapters into the room, over those in it
lay() {
    (cd "$here/books/$1" && cp -R -- *.md *.yaml figures "$work/$2/book/") \
        2> /dev/null
    :
}

# weave ROOM GOAL...: run make there; its report goes to `report` and `why`
weave() {
    in=$1
    shift
    make -C "$work/$in" "$@" > "$work/report" 2>&1
    status=$?
    cp "$work/report" "$work/why"
    return $status
}

# outputs ROOM: what the reader gets, with checksums
outputs() {
    (cd "$work/$1" && find build/trees build/snapshots build/weave \
        build/kernels tangle -type f \( -path '*/weave/*.tok' -o -name '.*' \
        -o -name '*.new' -o -name '*.log' -o -name '*.[od]' -o -print \) |
        sort | xargs cksum)
} 2> /dev/null

# same A B: compare two files; the difference is the reason of a failure
same() {
    diff -u "$1" "$2" > "$work/why"
}

# The complaints in a report, as far as the expected ones go into detail.
complaints() {
    grep '^book/' "$work/report" | sort > "$work/complaints"
    sort "$1" | while IFS= read -r line; do
        case $line in
        *...) line=$(grep -F -m1 "${line%...}" "$work/complaints") ;;
        esac
        printf '%s\n' "$line"
    done
}

goal_of() {
    cat "$here/books/$1/goal" 2> /dev/null || echo tangle weave
}

# A broken book: refused, with the right words, and nothing is lost.
broken() {
    goal=$(goal_of "$1")
    room "$1"
    lay base "$1"
    # shellcheck disable=SC2086
    weave "$1" $goal
    ok "$1: sound before it was broken"
    outputs "$1" > "$work/before"
    lay "$1" "$1"
    # shellcheck disable=SC2086
    weave "$1" $goal
    test $? -eq 2
    ok "$1: refused, with status 2"
    complaints "$here/books/$1/stderr" | sort -u > "$work/wanted"
    sort -u "$work/complaints" > "$work/got"
    same "$work/wanted" "$work/got"
    ok "$1: with the right words, for the right lines"
    outputs "$1" > "$work/after"
    same "$work/before" "$work/after"
    ok "$1: all that was made before is still there"
}

# A sound book: its trees and its prose are what they should be, and what the
# back end says of the chunks is true.
sound() {
    room "$1"
    lay "$1" "$1"
    weave "$1" tangle weave
    ok "$1: made"
    for tree in "$here/books/$1/expect"/*; do
        diff -r -x '.t*' -x .empty "$tree" \
            "$work/$1/build/trees/${tree##*/}" > "$work/why" 2>&1
        ok "$1: the tree of ${tree##*/}"
    done
    diff -r -x '.t*' "$tree" "$work/$1/tangle" > "$work/why" 2>&1
    ok "$1: tangle/"
    for prose in "$here/books/$1/weave"/*.md; do
        test -f "$prose" || continue
        same "$prose" "$work/$1/build/weave/${prose##*/}"
        ok "$1: the prose of ${prose##*/}"
    done
    truth "$1"
}

# truth ROOM: do the sidecars agree with the trees?
truth() {
    pandoc -f markdown -t plain --lua-filter "$here/truth.lua" \
        -M weave="$work/$1/build/weave" -M trees="$work/$1/build/trees" \
        -M tangle="$work/$1/tangle" < /dev/null > "$work/why" 2>&1 \
        && ! grep -q . "$work/why"
    ok "$1: what the sidecars say of the trees is true"
}

mkdir -p "$work"
: > "$work/why"
make -s -C "$root" build/tools/frontend build/tools/supersede \
    build/tools/tangle build/tools/weave > "$work/why" 2>&1
ok "the tools compile"
if test $# -eq 0; then
    set -- "$here"/books/*/
fi
for book; do
    book=$(basename "$book")
    if test -f "$here/books/$book/stderr"; then
        broken "$book"
    elif test -d "$here/books/$book/expect"; then
        sound "$book"
    fi
done
echo "1..$count"
test "$failed" -eq 0
