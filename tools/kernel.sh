#!/bin/sh
# kernel.sh - build one chapter's kernel in one configuration
#
# usage: tools/kernel.sh NN-slug gcc-O2|gcc-O0|clang-O2|clang-O0
#
# The tree's own Makefile builds into build/kernels/NN-slug/CONFIG/. If that
# fails, the build is repeated on a copy of the tree in which noweb marks each
# line with its place in book/, so that the compiler's complaint names it.
set -u
slug=$1 config=$2
tree=build/trees/$slug out=$PWD/build/kernels/$slug/$config
case $config in
clang-*) compiler=CC=clang ;;
*) compiler= ;;
esac
log=$out/build.log
mkdir -p "$out"

build() {                       # build FOLDER OUT
    make -s -C "$1" B="$2" OPT=-"${config##*-}" $compiler \
        > "$2/build.log" 2>&1
}

if build "$tree" "$out" && test -f "$out/heddle.iso"; then
    if grep -q 'warning:' "$log"; then
        cat "$log" >&2
        echo "$tree: warnings ($config); mend the lines above" >&2
        rm -f "$out/heddle.iso"
        exit 2
    fi
    touch "$out/heddle.iso"
    exit 0
fi

marked=build/marked/$slug-$config
rm -rf "$marked"
mkdir -p "$marked"
while read -r file; do
    mkdir -p "$marked/$(dirname "$file")" "$marked/.out"
    case $file in
    *.[chS]) format='-L# %L "%F"%N' ;;
    *) format= ;;
    esac
    /usr/lib/noweb/nt -t $format -R"$file" \
        < "build/snapshots/$slug.tok" > "$marked/$file"
done < "build/snapshots/$slug.files"
build "$marked" "$PWD/$marked/.out"
if grep -q 'error\|warning' "$marked/.out/build.log"; then
    grep -v '^make' "$marked/.out/build.log" >&2
else
    cat "$log" >&2
fi
echo "$tree: does not build ($config); mend the lines above" >&2
rm -rf "$marked"
exit 2
