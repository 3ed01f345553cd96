#!/bin/sh
# print.sh: from woven chapters to the printed book and the EPUB.
#
#   print.sh chapter SLUG       woven chapter -> build/print/SLUG.tex
#   print.sh glossary           book/glossary.md -> build/print/glossary.tex
#   print.sh figure NAME        book/figures/NAME.fig -> build/print/figures/
#   print.sh screen FILE.png    book/screens/FILE.png -> build/print/screens/
#   print.sh version            build/print/version: the commit and its date
#   print.sh pdf                build/heddle.pdf, or as the settings name it
#   print.sh name               ... and that name
#   print.sh epub-chapter SLUG  woven chapter -> build/epub/SLUG.json
#   print.sh epub               build/heddle.epub
#
# Settings, from the environment: PAPER=book|a4|letter, SIDES=1|2, CH=7 (that
# chapter alone), INK=accent|black (black only, for the print shop), BUILD
# (default: build), FIG (the figure tool), RUNS (of LuaLaTeX, at most),
# HEDDLE_COMMIT and SOURCE_DATE_EPOCH (default: git's). Runs in the project's top folder. A
# step that fails exits with 2, says what to do, and leaves the last good
# result.
set -u
export LC_ALL=C.UTF-8

build=${BUILD:-build}
out=$build/print
top=$(pwd)
paper=${PAPER:-book} sides=${SIDES:-2} ink=${INK:-accent} ch=${CH:-}

die() { echo "$*" >&2; exit 2; }

need() {                        # command, its package
    command -v "$1" >/dev/null ||
        die "print.sh: $1 is not installed; run make deps, or install $2"
}

# --- one chapter -----------------------------------------------------------

cite_options="--citeproc --csl styles/heddle.csl"
if [ -f book/bibliography.bib ]; then
    cite_options="$cite_options --bibliography book/bibliography.bib"
fi

pandoc_chapter() {              # slug, writer, filter, output, more options
    slug=$1 writer=$2 filter=$3 to=$4
    shift 4
    for f in "$build/weave/$slug.md" "$build/weave/$slug.lua"; do
        [ -f "$f" ] || die "$f: not there; run make weave first"
    done
    need pandoc pandoc
    # shellcheck disable=SC2086
    pandoc "$build/weave/$slug.md" -f markdown -t "$writer" --wrap=none \
        -M sidecar="$build/weave/$slug.lua" -M suppress-bibliography=true \
        $cite_options -L "styles/filters/$filter" "$@" -o "$to" ||
        die "book/$slug.md: pandoc stopped (see above); mend the chapter"
}

chapter() {
    mkdir -p "$out"
    new=$out/$1.new
    pandoc_chapter "$1" latex latex.lua "$new"
    sed -n '/^%%% solutions/,$p' "$new" >"$new.solutions"
    sed -i '/^%%% solutions/,$d' "$new"
    if [ -s "$new.solutions" ]; then
        mv "$new.solutions" "$out/$1-solutions.tex"
    else
        rm -f "$new.solutions" "$out/$1-solutions.tex"
    fi
    mv "$new" "$out/$1.tex"
}

glossary() {
    mkdir -p "$out"
    need pandoc pandoc
    # shellcheck disable=SC2086
    pandoc book/glossary.md -f markdown -t latex --wrap=none \
        -M glossary=true -M suppress-bibliography=true $cite_options \
        -L styles/filters/latex.lua -o "$out/glossary.new" ||
        die "book/glossary.md: pandoc stopped (see above); mend it"
    mv "$out/glossary.new" "$out/glossary.tex"
}

# --- pictures --------------------------------------------------------------

figure() {
    mkdir -p "$out/figures"
    need rsvg-convert librsvg2-bin
    to=$out/figures/$1
    fig=${FIG:-$build/tools/fig}
    "$fig" -p "book/figures/$1.fig" >"$to.svg.new" || exit 2
    "$fig" -k "book/figures/$1.fig" >"$to.black" || exit 2
    mv "$to.svg.new" "$to.svg"
    svg_to_pdf "$1" "$to.black" "$to-black.pdf"
    svg_to_pdf "$1" "$to.svg" "$to.pdf"
}

svg_to_pdf() {                  # name, svg, pdf
    mkdir -p "$out/fontcache"
    FONTCONFIG_FILE=$top/styles/print/fonts.conf \
        XDG_CACHE_HOME=$top/$out/fontcache \
        rsvg-convert -f pdf -o "$3.new" "$2" ||
        die "book/figures/$1.fig: rsvg-convert cannot read what fig drew"
    mv "$3.new" "$3"
}

screen() {                      # whole pixels, enlarged: sharp at any size
    mkdir -p "$out/screens"
    need pamenlarge netpbm
    to=$out/screens/$1
    pngtopam "book/screens/$1" | pamenlarge 4 |
        pnmtopng -compression 9 2>/dev/null >"$to.new"
    [ -s "$to.new" ] || die "book/screens/$1: not a PNG; capture it again"
    mv "$to.new" "$to"
}

# --- what the imprint says -------------------------------------------------

commit_and_date() {
    commit=${HEDDLE_COMMIT:-$(git rev-parse --short=12 HEAD 2>/dev/null)}
    if [ -z "${HEDDLE_COMMIT:-}" ] && [ -n "$commit" ] &&
        [ -n "$(git status --porcelain 2>/dev/null | head -n 1)" ]; then
        commit="$commit, with changes"
    fi
    : "${commit:=unknown}"
    epoch=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null)}
    : "${epoch:=0}"
}

version() {
    commit_and_date
    mkdir -p "$out"
    echo "$commit / $epoch" >"$out/version.new"
    if cmp -s "$out/version.new" "$out/version"; then
        rm "$out/version.new"
    else
        mv "$out/version.new" "$out/version"
    fi
}

# --- the book --------------------------------------------------------------

names() {                       # sets name, options, only
    options='' only='' name=heddle
    case $paper in
    book) ;;
    a4|letter) options=paper=$paper name=$name-$paper ;;
    *) die "print.sh: PAPER=$paper is none of book, a4, letter" ;;
    esac
    case $sides in
    2) ;;
    1) options=$options,oneside name=$name-oneside ;;
    *) die "print.sh: SIDES=$sides is neither 1 nor 2" ;;
    esac
    case $ink in
    accent) ;;
    black) options=$options,ink=black name=$name-black ;;
    *) die "print.sh: INK=$ink is neither accent nor black" ;;
    esac
    whole=$name
    [ -n "$ch" ] || return 0
    n=$(printf %02d "${ch#0}" 2>/dev/null) ||
        die "print.sh: CH=$ch is no number"
    name=$name-ch$n
    for f in "$build/weave/$n"-*.md; do
        [ -f "$f" ] && only=$(basename "$f" .md)
    done
    [ -n "$only" ] || die "print.sh: there is no chapter $ch; there are:" \
        "$(ls "$build"/weave/*.md 2>/dev/null | sed 's|.*/||;s/-.*//' |
           tr '\n' ' ')"
}

# Writes $2 only where the text differs.
settle() {
    if cmp -s "$1" "$2"; then rm "$1"; else mv "$1" "$2"; fi
}

settings() {
    pages=''
    if [ -n "$only" ] && [ -f "$out/$whole/$whole.aux" ]; then
        pages=pages.tex         # as the whole book has them
        sed -n 's/^\\newlabel{\([0-9][^}]*\)}{{[^}]*}{\([^}]*\)}.*/\\outside{\1}{\2}/p' \
            "$out/$whole/$whole.aux" |
            grep -v "^.outside{${ch#0}:[^}]" >"$work/pages.new"
        settle "$work/pages.new" "$work/pages.tex"
    fi
    {
        echo "\\def\\heddleoptions{${options#,}}"
        echo "\\def\\heddlecommit{$commit}"
        echo "\\def\\heddledate{$(date -u -d "@$epoch" '+%B %-d, %Y')}"
        echo "\\def\\heddleonly{$only}"
        echo "\\def\\heddlepages{$pages}"
    } >"$work/settings.new"
    settle "$work/settings.new" "$work/settings.tex"
}

# The works that these chapters cite.
bibliography() {
    [ -f book/bibliography.bib ] || return 0
    cat "$out"/${only:-[0-9]*}*.tex 2>/dev/null |
        grep -o '\\cited{[^}]*}' | sed 's/.*{//;s/}//' | tr ',' '\n' |
        sort -u | sed '/^$/d;s/.*/  @&/' >"$work/cited.new"
    if cmp -s "$work/cited.new" "$work/cited" && [ -f "$work/sources.tex" ] &&
        [ "$work/sources.tex" -nt book/bibliography.bib ] &&
        [ "$work/sources.tex" -nt styles/heddle.csl ]; then
        return 0
    fi
    if [ -s "$work/cited.new" ]; then
        { echo '---'; echo 'nocite: |'; paste -sd, "$work/cited.new" |
            sed 's/^/  /'; echo '---'; } |
            pandoc -f markdown -t latex --wrap=none --citeproc \
                --csl styles/heddle.csl \
                --bibliography book/bibliography.bib \
                -o "$work/sources.body" ||
            die "book/bibliography.bib: pandoc cannot read it; mend the entry"
        { printf '%s\n' '\hdlsources'; cat "$work/sources.body"; } \
            >"$work/sources.tex"
    else
        : >"$work/sources.tex"
    fi
    mv "$work/cited.new" "$work/cited"
}

# What decides whether another run would change anything.
state() {
    cat "$work/$name".aux "$work/$name".toc "$work/$name".lof \
        "$work/$name".out "$work"/*.ind 2>/dev/null | cksum
}

indexes() {
    for i in terms ids chunks; do
        [ -s "$work/$i.idx" ] || { rm -f "$work/$i.ind"; continue; }
        (cd "$work" && makeindex -q -s "$top/styles/print/heddle.ist" \
            -o "$i.raw" "$i.idx") ||
            die "$work/$i.ilg: makeindex refuses an entry; see this file"
        awk -f styles/print/index.awk "$work/$i.raw" >"$work/$i.ind"
    done
}

# file.tex:line: what -> the place in the book
tex_error() {
    line=$(grep -m 1 -E '^[^ ]+\.(tex|cls|sty):[0-9]+: ' "$work/$name.out.txt")
    if [ -z "$line" ]; then
        tail -n 20 "$work/$name.out.txt" >&2
        die "$work/$name.log: LuaLaTeX stopped; the reason is above"
    fi
    file=${line%%:*} rest=${line#*:}
    at=${rest%%:*} what=${rest#*: }
    case $what in
    *'Fatal error'*)            # an error of Lua stands before it
        what=$(grep -B 1 '^stack traceback' "$work/$name.out.txt" |
            head -n 1) ;;
    esac
    case $file in
    ../*) file=$out/${file#../} ;;
    "$top"/*) file=${file#"$top"/} ;;
    esac
    place=
    [ -f "$file" ] &&
        place=$(head -n "$at" "$file" | sed -n 's/^%@ //p' | tail -n 1)
    {
        echo "${place:-$file:$at}: TeX cannot set what stands here or" \
            "shortly below: $what"
        grep -A 6 -m 1 -F "$line" "$work/$name.out.txt" | sed -n '2,7p' |
            sed 's/^/    /'
        echo "    see $file:$at and $work/$name.log; mend the chapter, or" \
            "styles/filters/latex.lua where the chapter is right"
    } >&2
    exit 2
}

run_tex() {                     # options for LuaLaTeX
    (cd "$work" &&
        TEXINPUTS=".:$top/styles/print//:" TEXMFOUTPUT=. \
        LUAINPUTS="$top/styles/filters:" \
        max_print_line=2000 error_line=254 half_error_line=238 \
        SOURCE_DATE_EPOCH=$epoch FORCE_SOURCE_DATE=1 \
        lualatex "$@" -interaction=nonstopmode -halt-on-error \
            -file-line-error -no-shell-escape -jobname="$name" book.tex \
            >"$name.out.txt" 2>&1 </dev/null)
}

# Code or a transcript wider than the measure is refused, not printed.
refuse() {
    grep 'runs into the margin' "$work/$name.log" >"$work/refused" ||
        return 0
    sed -n 's/.*in chunk \([0-9.]*\).*/\1/p' "$work/refused" |
    while read -r number; do
        at=$(grep -h -B 1 "number={$number}," "$out"/*.tex |
            sed -n 's/^%@ //p' | head -n 1)
        echo "$at: code runs into the margin; shorten the line"
    done >&2
    grep -v 'in chunk [0-9]' "$work/refused" >&2
    exit 2
}

pdf() {
    names
    need lualatex texlive-luatex
    commit_and_date
    work=$out/$name
    mkdir -p "$work"
    settings
    bibliography
    runs=0
    while [ "$runs" -lt "${RUNS:-6}" ]; do
        before=$(state)
        runs=$((runs + 1))
        # the first of several only finds out on which page things stand
        draft=
        [ -f "$work/$name.aux" ] || [ "${RUNS:-6}" = 1 ] || draft=-draftmode
        run_tex $draft || tex_error
        indexes
        [ "$(state)" = "$before" ] && break
    done
    refuse
    cp "$work/$name.pdf" "$build/$name.pdf.new"
    mv "$build/$name.pdf.new" "$build/$name.pdf"
    echo "$build/$name.pdf: $(sed -n \
        's/^Output written on .*(\([0-9]* pages\).*/\1/p' \
        "$work/$name.log"), $runs runs"
}

case ${1:-} in
chapter) chapter "$2" ;;
glossary) glossary ;;
figure) figure "$2" ;;
screen) screen "$2" ;;
version) version ;;
pdf) pdf ;;
name) names; echo "$build/$name.pdf" ;;
epub-chapter) . "$(dirname "$0")/epub.sh"; epub_chapter "$2" ;;
epub) . "$(dirname "$0")/epub.sh"; epub ;;
*) sed -n '2,/^set/s/^# \{0,1\}//p' "$0" | sed '$d' >&2; exit 2 ;;
esac
