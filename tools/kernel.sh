#!/bin/sh
# kernel.sh - build one chapter's kernel in one configuration
#
# usage: tools/kernel.sh NN-slug gcc-O2|gcc-O0|clang-O2|clang-O0
#
# The tree's own Makefile builds into build/kernels/NN-slug/CONFIG/. If that
# fails or warns, the build is repeated on a copy of the tree in which noweb
# marks each line with its place in book/, so that the compiler's complaint
# names it, and the last good heddle.iso stays. What other kernels of this
# run have been blamed for (build/kernels/reported) is not said again.
# shellcheck disable=SC2046     # no name has a blank in it
set -u
slug=$1 config=$2
tree=build/trees/$slug out=$PWD/build/kernels/$slug/$config
reported=build/kernels/reported book=${BOOK:-book}
case $config in
clang-*) compiler=CC=clang ;;
*) compiler= ;;
esac
log=$out/build.log
unset MAKEFLAGS MAKELEVEL       # no part of the make that called us
mkdir -p "$out"

# Once in some thousand discs xorriso dies of a signal; what it was to write
# is sound, so it is asked again.
build() {                       # build FOLDER OUT
    for try in 1 2; do
        make -s -C "$1" B="$2" OPT=-"${config##*-}" $compiler \
            > "$2/build.log" 2>&1 && return
        grep -q 'UNIX-SIGNAL' "$2/build.log" || return
    done
    return 1
}

tokens() {                      # of the chapters that there are
    for chapter in "$book"/[0-9][0-9]-*.md; do
        echo "build/tokens/$(basename "$chapter" .md).tok"
    done
}

mark() {                        # mark FOLDER: the tree with its origins
    rm -rf "$1"
    mkdir -p "$1/.out"
    build/tools/supersede -L "$book" "$1/.snapshots" $(tokens) || return
    while read -r file; do
        mkdir -p "$1/$(dirname "$file")"
        case $file in
        *.[chS]) format='-L# %L "%F"%N' ;;
        *) format= ;;
        esac
        /usr/lib/noweb/nt -t ${format:+"$format"} -R"$file" \
            < "$1/.snapshots/$slug.tok" > "$1/$file"
    done < "$1/.snapshots/$slug.files"
}

if test -f "$out/heddle.iso"; then
    mv "$out/heddle.iso" "$out/last.iso"
fi
if build "$tree" "$out" && test -f "$out/heddle.iso" \
    && ! grep -q 'warning:' "$log"; then
    rm -f "$out/last.iso"
    touch "$out/heddle.iso"
    exit 0
fi
rm -f "$out/heddle.iso"
if test -f "$out/last.iso"; then
    mv "$out/last.iso" "$out/heddle.iso"
fi

marked=build/marked/$slug-$config
mark "$marked"
build "$marked" "$PWD/$marked/.out"
if grep -q 'error\|warning' "$marked/.out/build.log"; then
    log=$marked/.out/build.log
fi
touch "$reported"
grep -v '^make' "$log" | grep -vxFf "$reported" > "$marked/.out/news"
cat "$marked/.out/news" >&2
cat "$marked/.out/news" >> "$reported"
echo "$tree: complaints about it, $config; mend the lines above" >&2
rm -rf "$marked"
exit 2
