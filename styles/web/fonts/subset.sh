#!/bin/sh
# subset.sh - make the faces of the site and the EPUB from Debian's
#
# usage: styles/web/fonts/subset.sh      (needs fonttools and python3-brotli)
#
# Vollkorn from fonts-vollkorn, Inconsolata (zi4) from texlive-fonts-extra,
# with the characters that the book uses and no hints. The results are
# committed: a reader's build does not need fonttools. OFL.txt is their
# licence; neither reserves its name.
set -eu
cd "$(dirname "$0")"
vollkorn=/usr/share/fonts/truetype/vollkorn/Vollkorn
inconsolata=/usr/share/texlive/texmf-dist/fonts/opentype/public/inconsolata

quotes=2013,2014,2018,2019,201C,201D,2026
latin=00C9,00D7,00DF-00E4,00E8-00EB,00EF,00F3,00F6,00F8,00FC
powers=00B2,00B3,00B9,2070,2074-2079,207F
signs=00A0,00A7,00A9,00B0,00B1,00B5,00B7,00BB,00BC-00BE,2009,202F
math=2190-2194,21D2,2205,2212,2248,2260,2261,2264,2265,27E8,27E9

# subset FONT UNICODES FEATURES NAME
subset() {
    pyftsubset "$1" --unicodes="0020-007E,$2" --layout-features="$3" \
        --no-hinting --desubroutinize --flavor=woff2 --output-file="$4.woff2"
}

figures=liga,lnum,onum,pnum,tnum,kern
subset $vollkorn-Regular.ttf "$quotes,$latin,$powers,$signs,$math" \
    "$figures,smcp,c2sc" vollkorn-regular
subset $vollkorn-Italic.ttf "$quotes,00A0,00A7,00B2,00B3,00B7,00D7,00E4,\
00E9,00EF,00F6,00FC,2192,2212,27E8,27E9" "$figures,case" vollkorn-italic
subset $vollkorn-SemiBold.ttf "$quotes,00A0,00B7,00E9,00FC" "$figures" \
    ../../epub/fonts/vollkorn-semibold
for weight in Regular Bold; do
    subset "$inconsolata/Inconsolatazi4-$weight.otf" \
        "$quotes,00A0,00A7,00B0,00B2,00B3,00B5,00B7,00D7,2190-2193,2212" "" \
        "inconsolata-$(echo $weight | tr RB rb)"
done
