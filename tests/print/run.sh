#!/bin/sh
# run.sh: tests of the printed book and the EPUB; prints TAP.
#
# First a small book of its own (sample/), with every kind of block, is built
# and then spoiled in every way that a check is there to notice; then the
# same checks look at build/heddle.pdf and build/heddle.epub.
set -u
cd "$(dirname "$0")/../.." || exit 2
export LC_ALL=C.UTF-8
unset PAPER SIDES INK CH FIG 2>/dev/null
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
. tests/print/pdfcheck.sh

: >"$scratch/count"
ok() {                          # name; what is wrong on standard input
    echo >>"$scratch/count"     # a pipe's end cannot count in a variable
    tests=$(wc -l <"$scratch/count")
    wrong=$(cat)
    if [ -z "$wrong" ]; then
        echo "ok $tests - $1"
    else
        echo "not ok $tests - $1"
        echo "$wrong" | head -n 12 | sed 's/^/# /'
    fi
}
# The check has to find something, and that something.
refused() {                     # name, what has to be said; said on input
    said=$(cat)
    case $said in
    *"$2"*) : | ok "$1" ;;
    *) echo "said “$said”, not “$2”" | ok "$1" ;;
    esac
}

# --- the small book ----------------------------------------------------------

book=$scratch/book              # a project of its own, with our styles
mkdir -p "$book/build"
ln -s "$PWD/styles" "$PWD/tools" "$PWD/tests" "$book/"
cp -r tests/print/sample/book "$book/book"
cp -r tests/print/sample/weave "$book/build/weave"
cp tests/print/sample/fig "$book/fig"
small() {                       # print.sh in the small book
    (cd "$book" && FIG=./fig HEDDLE_COMMIT=abc123 \
        SOURCE_DATE_EPOCH=1700000000 tools/print.sh "$@")
}
chapters="00-preface 06-double-faults 07-odd-things"
sample=$book/build/heddle.pdf
log=$book/build/print/heddle/heddle.log

make_small() {
    for c in $chapters; do
        small chapter "$c" && small epub-chapter "$c" || return 1
    done
    small glossary && small figure stack && small figure wide &&
        small screen 06-scr-fall.png &&
        small pdf && small epub
}
make_small >"$scratch/out" 2>&1 || cat "$scratch/out" >"$scratch/wrong"
cat "$scratch/wrong" 2>/dev/null | ok "the small book is built"

pdf_sound "$sample" | ok "small book: qpdf finds nothing"
pdf_fonts "$sample" | ok "small book: every font is embedded"
pdf_links "$sample" | ok "small book: every link leads somewhere"
pdf_outline "$sample" "$book/build" | ok "small book: chapters are bookmarks"
pdf_chunks "$sample" "$book/build" | ok "small book: chunks read as tangled"
tex_log "$log" | ok "small book: the log is clean"
pdf_pages "$sample" 40 | ok "small book: pages have ink, trim has none"
epub_sound "$book/build/heddle.epub" | ok "small book: epubcheck is content"

has() {                         # words that have to be in the text
    for w in "$@"; do
        tr -s ' \n' '  ' <"$scratch/words" | grep -qF "$w" || echo "not there: $w"
    done
}
pdftotext -layout "$sample" "$scratch/words"
has 'used in 1.3' 'replaces 2.9' 'continued from p.' 'continued on p.' \
    'used on p.' 'drops 2.9' 'solution on p.' 'exercise on p.' \
    'changes 2.9' 'first on p.' 'a sketch, not built' '[SDM Vol. 3A, §6.15]' \
    'Letwin 1988' '1,214 lines, 149 more' 'Chapter 5 gave' \
    'Built on November 14, 2023 from commit abc123' |
    ok "small book: pages stand where links stood"

# --- other papers, one chapter, the same bytes ------------------------------

(
    PAPER=a4 SIDES=1 small pdf && PAPER=letter small pdf &&
        CH=6 small pdf && RUNS=1 INK=black small pdf
) >"$scratch/out" 2>&1 || cat "$scratch/out" >"$scratch/wrong"
size() { pdfinfo "$book/build/$1" | sed -n 's/^Page size: *//p'; }
{
    cat "$scratch/wrong" 2>/dev/null
    case $(size heddle-a4-oneside.pdf) in 59?.*x\ 84?.*) ;;
    *) echo "A4 is $(size heddle-a4-oneside.pdf)" ;; esac
    case $(size heddle-letter.pdf) in 612\ x\ 792*|611.*x\ 79?.*) ;;
    *) echo "letter is $(size heddle-letter.pdf)" ;; esac
    case $(size heddle.pdf) in 538.*x\ 694.*) ;;
    *) echo "the book is $(size heddle.pdf)" ;; esac
} | ok "small book: A4 on one side, letter, the book's own size"
{
    pdf_pages "$book/build/heddle-a4-oneside.pdf" 20
    pdf_pages "$book/build/heddle-letter.pdf" 20
    tex_log "$book/build/print/heddle-a4-oneside/heddle-a4-oneside.log"
} | ok "small book: other papers are clean, too"
{
    pdftoppm -r 20 "$book/build/heddle-black.pdf" "$scratch/black"
    for f in "$scratch"/black*.ppm; do
        pamsumm -max -brief "$f" >/dev/null
        ppmtopgm "$f" | pgmtoppm black-white 2>/dev/null >"$scratch/gray.ppm"
        cmp -s "$f" "$scratch/gray.ppm" || echo "$(basename "$f") has color"
    done
} | ok "small book: INK=black has no color"
pdftotext -layout "$book/build/heddle-ch06.pdf" "$scratch/words"
start=$(sed -n 's/.newlabel{6:}{{[^}]*}{\([0-9]*\)}.*/\1/p' \
    "$book/build/print/heddle/heddle.aux")
{
    has 'Double faults' 'Solutions to some exercises'
    pdfinfo -dests "$book/build/heddle-ch06.pdf" 2>/dev/null |
        grep -q "page.$start\"" || echo "does not begin on page $start"
} | ok "small book: one chapter alone has the whole book's pages"

other=$scratch/other
mkdir -p "$other"
(
    cp -r "$book/." "$other/" && rm -rf "$other/build/print/heddle" \
        "$other/build/heddle.pdf" "$other/build/heddle.epub" &&
        book=$other && small pdf && small epub
) >"$scratch/out" 2>&1 || cat "$scratch/out"
{
    cmp "$book/build/heddle.pdf" "$other/build/heddle.pdf" 2>&1
    cmp "$book/build/heddle.epub" "$other/build/heddle.epub" 2>&1
} | ok "small book: the same bytes in another folder"
small pdf | sed '/, 1 runs$/d' | ok "small book: nothing changed, one run"

# --- what has to be noticed ----------------------------------------------------

qpdf --qdf --object-streams=disable "$sample" "$scratch/q.pdf"
head -c 20000 "$sample" >"$scratch/bad.pdf"
pdf_sound "$scratch/bad.pdf" | refused "a cut file is noticed" "bad.pdf"
LC_ALL=C sed 's/\/FontFile[23] /\/FontFilX /' "$scratch/q.pdf" \
    >"$scratch/bad.pdf"
pdf_fonts "$scratch/bad.pdf" 2>/dev/null |
    refused "a font that is not embedded is noticed" "not embedded"
LC_ALL=C sed 's/^ *\/D (6:chunk-the-shape-of-a-tss)$/  \/D (6:chunk-XXX-shape-of-a-tss)/' \
    "$scratch/q.pdf" >"$scratch/bad.pdf"
pdf_links "$scratch/bad.pdf" 2>/dev/null |
    refused "a link to nowhere is noticed" "6:chunk-XXX"
mkdir -p "$scratch/b/weave"
cp "$book"/build/weave/*.lua "$scratch/b/weave"
sed -i 's/title = "Double faults"/title = "Triple faults"/' \
    "$scratch/b/weave/06-double-faults.lua"
pdf_outline "$sample" "$scratch/b" |
    refused "a chapter without a bookmark is noticed" "Triple faults"
sed -i 's/invlpg(stack_guard);/invlpg(stack_bottom);/' \
    "$scratch/b/weave/06-double-faults.lua"
pdf_chunks "$sample" "$scratch/b" |
    refused "a line that is not as tangled is noticed" "6.2: not in the PDF"
cp "$book/build/weave/06-double-faults.lua" "$scratch/b/weave"
mkdir -p "$scratch/b/trees/06-double-faults/kernel/cpu"
echo '#include "other.h"' \
    >"$scratch/b/trees/06-double-faults/kernel/cpu/gdt.c"
pdf_chunks "$sample" "$scratch/b" |
    refused "a body that is not in the tree is noticed" "6.3: not in"

spoil() {                       # sed script for the chapter's .tex; its error
    book=$other
    f=$other/build/print/06-double-faults.tex
    cp "$book/../book/build/print/06-double-faults.tex" "$f"
    sed -i "$1" "$f"
    RUNS=1 small pdf 2>&1
    book=$scratch/book
}
cp "$other/build/heddle.pdf" "$scratch/good.pdf"
spoil 's/^No report\. Not/\\undefinedthing Not/' |
    refused "a TeX error names the chapter's line" \
        "book/06-double-faults.md:"
cmp "$other/build/heddle.pdf" "$scratch/good.pdf" 2>&1 |
    ok "a failed run leaves the last good PDF"
long=$(printf 'wide_%.0s' 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17)
spoil "s/^\*entry = 0;/$long = 0;/" |
    refused "code in the margin is refused with its line" \
        "book/06-double-faults.md:66: code runs into the margin"
cmp "$other/build/heddle.pdf" "$scratch/good.pdf" 2>&1 |
    ok "code in the margin leaves the last good PDF"
spoil 's/^No report\. Not/\\pageref{nowhere}\\hbox{\\vrule width 400pt} No ￼/' \
    >/dev/null
tex_log "$other/build/print/heddle/heddle.log" >"$scratch/said"
refused "an undefined reference is noticed" "nowhere" <"$scratch/said"
refused "an overfull line is noticed" "Overfull" <"$scratch/said"
refused "a missing letter is noticed" "Missing character" <"$scratch/said"
spoil 's/^No report\. Not/\\hskip-60mm\\rlap{\\vrule width 3mm height 3mm} Not/' \
    >/dev/null
pdf_pages "$other/build/heddle.pdf" 40 |
    refused "ink in the trim margin is noticed" "trim margin"
spoil 's/^No report\. Not/\\clearpage\\thispagestyle{empty}{\\color{white}Words}\\clearpage Not/' \
    >/dev/null
pdf_pages "$other/build/heddle.pdf" 40 |
    refused "a page that shows nothing is noticed" "words and shows none"
CH=9 small pdf 2>&1 | refused "a chapter that is not there is named" \
    "there is no chapter 9; there are: 00 06 07"
PAPER=a5 small pdf 2>&1 | refused "a paper that is none is named" \
    "none of book, a4, letter"
mkdir "$scratch/e"
(cd "$scratch/e" && unzip -q "$book/build/heddle.epub" &&
    sed -i 's/xhtml#c6-/xhtml#c7-/' EPUB/text/*.xhtml && zip -q -X -0 ../bad.epub mimetype &&
    zip -q -r -X ../bad.epub . -x mimetype)
epub_sound "$scratch/bad.epub" |
    refused "a broken link in the EPUB is noticed" "ragment identifier"

# --- the book itself -----------------------------------------------------------

pdf=build/heddle.pdf
if [ -f "$pdf" ]; then
    pdf_sound $pdf | ok "the book: qpdf finds nothing"
    pdf_fonts $pdf | ok "the book: every font is embedded"
    pdf_links $pdf | ok "the book: every link leads somewhere"
    pdf_outline $pdf build | ok "the book: every chapter is a bookmark"
    pdf_chunks $pdf build | ok "the book: every chunk reads as tangled"
    tex_log build/print/heddle/heddle.log | ok "the book: the log is clean"
    pdf_pages $pdf 40 | ok "the book: pages have ink, the trim has none"
    {
        again=$scratch/again
        mkdir -p "$again"
        cp -r build/print "$again/print"
        ln -s "$PWD/build/weave" "$again/weave"
        # from the small book's empty folder it takes all its runs; this one
        # has the pages' numbers, and does the last run again
        rm "$again/print/heddle/heddle.pdf"
        BUILD=$again RUNS=1 tools/print.sh pdf >"$scratch/out" 2>&1 ||
            cat "$scratch/out"
        cmp $pdf "$again/heddle.pdf" 2>&1
    } | ok "the book: set twice, the same bytes"
else
    echo "there is no $pdf" | ok "the book"
fi
if [ -f build/heddle.epub ]; then
    epub_sound build/heddle.epub | ok "the book: epubcheck is content"
else
    echo "there is no build/heddle.epub" | ok "the book: EPUB"
fi
echo "1..$(wc -l <"$scratch/count")"
