# pdfcheck.sh: what a printed book has to be. Read in by run.sh; every check
# is a function that says on standard output what is wrong, and nothing else.
# shellcheck shell=sh

# Sound as a file.
pdf_sound() {                   # PDF
    qpdf --check "$1" >/dev/null 2>"$scratch/qpdf" || cat "$scratch/qpdf"
}

pdf_fonts() {                   # PDF
    pdffonts "$1" >"$scratch/fonts" || echo "pdffonts cannot read it"
    awk 'NR > 2 { n++ } NR > 2 && $(NF - 4) != "yes" {
             print "not embedded: " $1 }
         END { if (!n) print "no font at all" }' "$scratch/fonts"
}

# Each link inside the book names a place that there is.
pdf_links() {                   # PDF
    qpdf --qdf --object-streams=disable "$1" "$scratch/qdf" ||
        echo "qpdf cannot unpack it"
    LC_ALL=C awk '
        /^ *\/Names \[/ { names = 1; next }
        names && /^ *\]/ { names = 0 }
        names && /^ *\(/ { s = $0; sub(/^ *\(/, "", s); sub(/\).*$/, "", s)
                           known[s] = 1 }
        /^ *\/D \(/ { s = $0; sub(/^ *\/D \(/, "", s); sub(/\)$/, "", s)
                      wanted[s] = 1; n++ }
        END { for (s in wanted) if (!(s in known))
                  print "a link leads nowhere: " s
              if (!n) print "no links at all" }' "$scratch/qdf"
}

# Each written chapter is a bookmark.
pdf_outline() {                 # PDF, build
    pdftohtml -xml -i -stdout "$1" 2>/dev/null |
        grep '<item ' | sed -e 's/<[^>]*>//g;s/&#39;/'"'"'/g;s/&#34;/"/g;s/&amp;/\&/g' \
            >"$scratch/outline"
    for f in "$2"/weave/[0-9]*.lua; do
        title=$(sed -n 's/.*[ {]title = "\([^"]*\)".*/\1/p' "$f" |
            head -n 1)
        grep -qF "$title" "$scratch/outline" ||
            echo "no bookmark for the chapter “$title”"
    done
}

pdf_chunks() {                  # PDF, build
    pdftotext -raw "$1" "$scratch/text"
    pandoc -f markdown -t plain --wrap=none -M build="$2" \
        -M text="$scratch/text" -L tests/print/chunks.lua \
        </dev/null >"$scratch/chunks" || echo "chunks.lua failed"
    grep -v '^[0-9]* chunks$' "$scratch/chunks"
    grep -q '^[1-9][0-9]* chunks$' "$scratch/chunks" ||
        echo "no chunk was looked at"
}

tex_log() {                     # log
    [ -s "$1" ] || echo "there is no $1"
    grep -E 'runs into the margin|more side notes than' "$1"
    grep -E 'undefined|multiply.defined|has been referenced but does' "$1" |
        grep -E 'Warning|warning|name\{'
    grep 'Missing character' "$1"
    awk '/^Overfull .hbox/ { w = $0; sub(/.*\(/, "", w); sub(/pt.*/, "", w)
             if (w + 0 > 5) print }
         /^Overfull .vbox/ { w = $0; sub(/.*\(/, "", w); sub(/pt.*/, "", w)
             if (w + 0 > 5) print }' "$1"
}

# Pages are not blank, and nothing touches the outermost five millimeters.
# A page without any text may be blank: the back of a part's first page.
pdf_pages() {                   # PDF, how many to look at
    pages=$(pdfinfo "$1" | sed -n 's/^Pages: *//p')
    [ -n "$pages" ] || { echo "pdfinfo finds no pages"; return; }
    step=$((pages / $2 + 1))
    page=1
    while [ "$page" -le "$pages" ]; do
        pdftoppm -gray -r 51 -f "$page" -l "$page" -singlefile "$1" \
            "$scratch/page"
        words=$(pdftotext -f "$page" -l "$page" "$1" - | wc -w)
        least=$(pamsumm -min -brief "$scratch/page.pgm")
        [ "$words" -eq 0 ] || [ "${least%.*}" -lt 128 ] ||
            echo "page $page has words and shows none"
        for edge in "-left 0 -width 10" "-right -1 -width 10" \
            "-top 0 -height 10" "-bottom -1 -height 10"; do
            # shellcheck disable=SC2086
            least=$(pamcut $edge "$scratch/page.pgm" 2>/dev/null |
                pamsumm -min -brief)
            [ "${least%.*}" -eq 255 ] ||
                echo "page $page: ink in the trim margin ($edge)"
        done
        page=$((page + step))
    done
    blank=$(pdftotext "$1" - | tr -d ' \n' | tr '\f' '\n' | grep -c '^$')
    parts=$(grep -c 'Part' "$scratch/outline" 2>/dev/null)
    [ "$blank" -le $((pages / 10 + 2 + ${parts:-0})) ] ||
        echo "$blank of $pages pages have no words"
}

epub_sound() {                  # EPUB
    java -jar /usr/share/java/epubcheck.jar -q "$1" >"$scratch/epub" 2>&1 ||
        head -n 10 "$scratch/epub"
}
