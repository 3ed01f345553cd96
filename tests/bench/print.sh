#!/bin/sh
# print.sh: how long the printed book takes. Sets the small book's chapter as
# many times as it takes to fill about 800 pages (or $1 chapters), cold, and
# again after an edit to the prose of one of them.
set -u
cd "$(dirname "$0")/../.." || exit 2
n=${1:-88}
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
ln -s "$PWD/styles" "$PWD/tools" "$PWD/tests" "$scratch/"
cp -r tests/print/sample/book "$scratch/book"
cp tests/print/sample/fig "$scratch/fig"
mkdir -p "$scratch/build/weave"
cd "$scratch" || exit 2
export FIG=./fig HEDDLE_COMMIT=abc SOURCE_DATE_EPOCH=1700000000

from=tests/print/sample/weave
{
    echo 'return { title = "Heddle", parts = { { title = "All", blurb = "" } },'
    echo 'chapters = {'
} >build/weave/book.lua
i=1
while [ "$i" -le "$n" ]; do
    nn=$(printf %02d "$i")
    cp $from/06-double-faults.md "build/weave/$nn-double-faults.md"
    sed "s/06-double-faults/$nn-double-faults/g;s/L(6,/L($i,/g
         s/number = 6,/number = $i,/;s/number=\"6\./number=\"$i./g
         s/\"6\.\([0-9]*\)\"/\"$i.\1\"/g" $from/06-double-faults.lua \
        >"build/weave/$nn-double-faults.lua"
    echo "{ number = $i, part = 1, slug = \"$nn-double-faults\"," \
        "title = \"Double faults\", written = true }," >>build/weave/book.lua
    i=$((i + 1))
done
echo '} }' >>build/weave/book.lua

seconds() { date +%s.%N; }
took() { echo "$1 $2" | awk '{ printf "%.1f s", $2 - $1 }'; }
now=$(seconds)
ls build/weave/*.md | sed 's|.*/||;s/\.md$//' |
    xargs -P "$(getconf _NPROCESSORS_ONLN)" -n 1 tools/print.sh chapter
tools/print.sh glossary && tools/print.sh figure stack
echo "pandoc, $n chapters: $(took "$now" "$(seconds)")"
now=$(seconds)
tools/print.sh pdf || exit 1
echo "LuaLaTeX, cold: $(took "$now" "$(seconds)")"
sed -i 's/No report\. Not a wrong/No report at all. Not one wrong/' \
    build/weave/01-double-faults.md
now=$(seconds)
tools/print.sh chapter 01-double-faults
tools/print.sh pdf || exit 1
echo "an edit to the prose: $(took "$now" "$(seconds)")"
