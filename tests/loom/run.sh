#!/bin/sh
# run.sh - the loom, from chapters to trees and sidecars, on small books
#
# usage: tests/loom/run.sh [BOOK | SPECIAL...]
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
#   kept      What a refusal must leave alone, if not everything.
#
# Prints TAP; the exit status tells whether all went well.
# shellcheck disable=SC2086,SC2046     # lists of words shall be split
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

# room NAME: a folder like the project's, but without a book. All rooms share
# one copy of the tools, which is not disturbed by somebody's work on them.
room() {
    chmod -R u+w "$work/$1" 2> /dev/null
    rm -rf "${work:?}/$1"
    mkdir -p "$work/$1/build" "$work/$1/book"
    for part in Makefile tools styles; do
        ln -s "../.project/$part" "$work/$1/$part"
    done
    ln -s ../../.project/build/tools "$work/$1/build/tools"
}

# The tools, compiled, and a copy of what the rooms need of the project.
project() {
    make -s -C "$root" build/tools/frontend build/tools/supersede \
        build/tools/tangle build/tools/weave build/tools/moredefs \
        build/tools/evidence > "$work/why" 2>&1 || return
    rm -rf "$work/.project"
    mkdir -p "$work/.project/build"
    cp -a "$root/Makefile" "$root/tools" "$root/styles" "$work/.project"
    cp -a "$root/build/tools" "$work/.project/build"
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
    make -j2 -C "$work/$in" "$@" > "$work/report" 2>&1
    status=$?
    cp "$work/report" "$work/why"
    return $status
}

# outputs ROOM FOLDER...: what was made there, with checksums
outputs() {
    in=$work/$1
    shift
    (cd "$in" && find "$@" -type f ! -name '.*' ! -name '*.log' \
        ! -name '*.[od]' ! -name reported ! -path '*/weave/*.tok' |
        sort | xargs cksum)
}

# same A B: compare two files; the difference is the reason of a failure
same() {
    diff -u "$1" "$2" > "$work/why"
}

same_folder() {
    diff -ru -x '.t*' "$1" "$2" > "$work/why" 2>&1
}

# complaints WANTED: those of the report are just these
complaints() {
    grep -i -e '^book/' -e segmentation -e abort "$work/report" | sort -u |
        awk -v wanted="$1" '
            BEGIN {
                while ((getline line < wanted) > 0)
                    want[line] = 1
            }
            $0 in want { seen[$0] = 1; next }
            {
                for (w in want)
                    if (w ~ /\.\.\.$/ \
                        && index($0, substr(w, 1, length(w) - 3)) == 1) {
                        seen[w] = 1
                        next
                    }
                print "nobody asked for:", $0
            }
            END {
                for (w in want)
                    if (!(w in seen))
                        print "nobody said:", w
            }' > "$work/why"
    ! grep -q . "$work/why"
}

# of BOOK FILE DEFAULT: what the book's FILE says, in one line
of() {
    cat "$here/books/$1/$2" 2> /dev/null || echo "$3"
}

# A broken book: refused, with the right words, and nothing is lost.
broken() {
    goal=$(of "$1" goal "tangle weave")
    kept=$(of "$1" kept "build/snapshots build/trees build/weave tangle")
    room "$1"
    lay base "$1"
    weave "$1" $goal
    ok "$1: sound before it was broken"
    outputs "$1" $kept > "$work/before"
    lay "$1" "$1"
    weave "$1" $goal
    test $? -eq 2
    ok "$1: refused, with status 2"
    complaints "$here/books/$1/stderr"
    ok "$1: with the right words, for the right lines"
    outputs "$1" $kept > "$work/after"
    same "$work/before" "$work/after"
    ok "$1: all that was made before is still there"
    rm "$work/$1"/book/*
    lay base "$1"
    weave "$1" $goal
    ok "$1: mended, it is made again"
    outputs "$1" $kept > "$work/after"
    same "$work/before" "$work/after"
    ok "$1: and is what it was"
}

# A sound book: its trees and its prose are what they should be, and what the
# back end says of the chunks is true.
sound() {
    room "$1"
    lay "$1" "$1"
    slugs=$(cd "$here/books/$1/expect" && echo *)
    weave "$1" tangle weave $(printf 'build/trees/%s/.tree ' $slugs)
    ok "$1: made"
    for slug in $slugs; do
        same_folder "$here/books/$1/expect/$slug" \
            "$work/$1/build/trees/$slug"
        ok "$1: the tree of $slug"
    done
    last=$(printf '%s\n' $slugs | grep -v @ | tail -n 1)
    same_folder "$here/books/$1/expect/$last" "$work/$1/tangle"
    ok "$1: tangle/ is the tree of $last"
    for prose in "$here/books/$1"/weave/*.md; do
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

# --- What no folder of files can say ---------------------------------------

# A table of data: 2,000 lines, in a chunk marked .long.
long_chunk() {
    room long
    seq -f '    0x%04.0f,' 2000 > "$work/rows"
    {
        printf '# Long\n\n```{.c .long}\n<<table.c>>=\n'
        cat "$work/rows"
        printf '```\n'
    } > "$work/long/book/01-long.md"
    weave long tangle weave
    ok "long: made"
    same "$work/rows" "$work/long/build/trees/01-long/table.c"
    ok "long: a chunk of 2,000 lines comes out as it went in"
    truth long
}

# Line n of what noweb reads is line n of the chapter; and where nothing is
# replaced or dropped, noweb alone makes the same of it.
plain_noweb() {
    for book in append awkward; do
        for chapter in "$here/books/$book"/*.md; do
            slug=$(basename "$chapter" .md)
            grep -c '' < "$chapter" > "$work/wanted"
            grep -c '' < "$work/$book/build/tokens/$slug.nw" > "$work/got"
            same "$work/wanted" "$work/got"
            ok "$book: noweb sees $slug line for line"
        done
    done
    notangle -Rlines.txt "$work"/append/build/tokens/*.nw > "$work/got"
    same "$here/books/append/expect/02-two/lines.txt" "$work/got"
    ok "append: notangle agrees"
}

# The same book twice gives the same bytes.
again() {
    for book in awkward variant; do
        room again
        lay $book again
        weave again tangle weave
        outputs $book build/tokens build/snapshots tangle > "$work/wanted"
        outputs again build/tokens build/snapshots tangle > "$work/got"
        same "$work/wanted" "$work/got"
        ok "$book: made twice, byte for byte the same"
        same_folder "$work/$book/build/weave" "$work/again/build/weave"
        ok "$book: woven twice, byte for byte the same"
    done
}

# dates ROOM FOLDER...: when what the reader gets was last written
dates() {
    in=$work/$1
    shift
    (cd "$in" && find "$@" -type f ! -name '.[!t]*' ! -name .tangled \
        ! -name '*.tok' ! -name reported | sort | xargs stat -c '%y %n')
}

# Nothing is written that is not changed.
untouched() {
    room touch
    lay base touch
    weave touch tangle weave kernels
    ok "base: made, and compiled"
    find "$work"/touch/build/trees -type f -perm /222 ! -name '.t*' \
        > "$work/why"
    ! grep -q . "$work/why"
    ok "base: its trees are read-only"
    dates touch build/trees build/weave tangle build/kernels > "$work/before"
    weave touch tangle weave kernels
    ! grep '^ ' "$work/report" > "$work/why"
    ok "base: made again, nothing is to do"
    touch "$work"/touch/book/*
    weave touch tangle weave kernels
    dates touch build/trees build/weave tangle build/kernels > "$work/after"
    same "$work/before" "$work/after"
    ok "base: chapters with new times and old words touch nothing"
    sed '2s/^/\nMore prose.\n/' "$here/books/base/02-two.md" \
        > "$work/touch/book/02-two.md"
    weave touch tangle weave kernels
    dates touch build/trees build/weave tangle build/kernels |
        diff "$work/before" - | sed -n 's/^> .* //p' > "$work/got"
    printf 'build/weave/%s\n' 02-two.lua 02-two.md > "$work/wanted"
    same "$work/wanted" "$work/got"
    ok "base: prose in one chapter touches that chapter's page alone"
    ! grep '^  kernel ' "$work/report" > "$work/why"
    ok "base: and no kernel"
}

# tangle/ is the last tree, and nothing else.
committed() {
    weave touch check-tangle
    ok "tangle/: as the book says"
    echo 'int mine;' >> "$work/touch/tangle/kernel/main.c"
    weave touch check-tangle
    test $? -eq 2 && grep -qx '+++ tangle/kernel/main.c.*' "$work/report" \
        && grep -q '^tangle/: .*run make tangle' "$work/report"
    ok "tangle/: refused when it was edited, with its file and lines"
    weave touch tangle && weave touch check-tangle
    ok "tangle/: mended by make tangle"
    echo 'mine' > "$work/touch/tangle/kernel/mine.c"
    weave touch check-tangle
    test $? -eq 2 && grep -qx '+++ tangle/kernel/mine.c.*' "$work/report"
    ok "tangle/: refused when it has a file more"
    weave touch tangle
    rm "$work/touch/tangle/Makefile"
    weave touch check-tangle
    test $? -eq 2 && grep -qx -e '--- .*/Makefile.*' "$work/report"
    ok "tangle/: refused when it has a file less"
    rm "$work/touch/book/03-three.md"
    weave touch tangle
    same_folder "$work/touch/build/trees/02-two" "$work/touch/tangle"
    ok "tangle/: without its last chapter, the tree of the one before"
}

# Targets that want a chapter: which there are, and what one of them changed.
by_chapter() {
    for goal in run debug test diff; do
        weave touch $goal CH=9
        test $? -eq 2 && grep -q 'no chapter CH=9; give one of: 1 2\.' \
            "$work/report"
        ok "make $goal CH=9: says which chapters there are"
    done
    weave touch -s diff CH=2
    sed -n 's/^\([-+] .*\)/\1/p' "$work/report" > "$work/got"
    echo '+    said += 2;' > "$work/wanted"
    same "$work/wanted" "$work/got"
    ok "make diff CH=2: what chapter 2 changed"
}

# What stages say when they are run by hand, and cannot.
by_hand() {
    for tool in frontend supersede tangle weave; do
        "$work/.project/build/tools/$tool" > "$work/why" 2>&1
        test $? -eq 2 && grep -q "^usage: $tool " "$work/why"
        ok "$tool: says how it is used"
    done
    "$work/.project/build/tools/frontend" no-such.md 2> "$work/why"
    test $? -eq 2 && grep -q '^no-such.md: ' "$work/why"
    ok "frontend: names a chapter that is not there"
}

# A tool that dies without a word has not said that all is well.
crash() {
    room crash
    lay base crash
    rm "$work/crash/build/tools"
    cp -a "$work/.project/build/tools" "$work/crash/build/tools"
    printf '#!/bin/sh\nhead -n 3 "$1"\nkill -SEGV $$\n' \
        > "$work/crash/build/tools/frontend"
    weave crash tangle
    test $? -eq 2 && ! test -e "$work/crash/build/trees"
    ok "frontend: its crash is not taken for an empty chapter"
}

# The book itself: what its sidecars say of its trees is true, too.
the_book() {
    room book
    cp -R "$root/book" "$work/book/"
    weave book tangle build/weave/index.tok
    ok "Heddle: made"
    (cd "$work/book" && build/tools/weave book build/weave/index.tok \
        build/weave - build/tokens/*.tok) > "$work/why" 2>&1
    ok "Heddle: woven"
    truth book
}

# In this order: they use the rooms of books made before.
specials="long_chunk plain_noweb again untouched committed by_chapter by_hand
    crash the_book"

mkdir -p "$work"
: > "$work/why"
project
ok "the tools compile"
if test $# -eq 0; then
    set -- $(cd "$here/books" && echo *) $specials
fi
for name; do
    if test -f "$here/books/$name/stderr"; then
        broken "$name"
    elif test -d "$here/books/$name/expect"; then
        sound "$name"
    elif test "$name" != base; then
        $name
    fi
done
echo "1..$count"
test "$failed" -eq 0
