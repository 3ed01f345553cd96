# epub.sh: the EPUB's half of print.sh, which reads it in.
# shellcheck shell=sh

epub_chapter() {
    mkdir -p "$build/epub"
    pandoc_chapter "$1" json epub.lua "$build/epub/$1.json.new"
    mv "$build/epub/$1.json.new" "$build/epub/$1.json"
}

# Figures with their letters as outlines: an e-reader has not our typefaces.
epub_figures() {
    mkdir -p "$build/epub/figures"
    for svg in "$out"/figures/*.svg; do
        [ -f "$svg" ] || continue
        to=$build/epub/figures/$(basename "$svg")
        [ "$to" -nt "$svg" ] && continue
        FONTCONFIG_FILE=$top/styles/print/fonts.conf \
        XDG_CACHE_HOME=$top/$out/fontcache \
            rsvg-convert -f svg -o "$to.new" "$svg" ||
            die "$svg: rsvg-convert cannot read it; mend the figure"
        mv "$to.new" "$to"
    done
}

epub_glossary() {
    rm -f "$build/epub/glossary.json"
    [ -f book/glossary.md ] || return 0
    # shellcheck disable=SC2086
    pandoc book/glossary.md -f markdown -t json -M glossary=true \
        -M suppress-bibliography=true $cite_options \
        -L styles/filters/epub.lua -o "$build/epub/glossary.json" ||
        die "book/glossary.md: pandoc stopped (see above); mend it"
}

epub_sources() {
    rm -f "$build/epub/sources.json"
    [ -f book/bibliography.bib ] || return 0
    cited=$(cat "$build"/epub/[0-9]*.json |
        grep -o '\["cites","[^"]*"\]' | sed 's/.*,"//;s/"\]//' |
        tr ' ' '\n' | sort -u | sed 's/^/@/' | paste -sd, -)
    [ -n "$cited" ] || return 0
    printf -- '---\nnocite: |\n  %s\n---\n' "$cited" |
        pandoc -f markdown -t json --citeproc --csl styles/heddle.csl \
            --bibliography book/bibliography.bib \
            -o "$build/epub/sources.json" ||
        die "book/bibliography.bib: pandoc cannot read it; mend the entry"
}

epub_cover() {
    pandoc -f markdown -t plain --wrap=none -L styles/epub/cover.lua \
        -o "$build/epub/cover.svg" </dev/null &&
    FONTCONFIG_FILE=$top/styles/print/fonts.conf \
    XDG_CACHE_HOME=$top/$out/fontcache \
        rsvg-convert -w 1200 -o "$build/epub/cover.png" \
            "$build/epub/cover.svg" ||
        die "styles/epub/cover.lua: makes no cover; see above"
}

epub() {
    need pandoc pandoc
    need rsvg-convert librsvg2-bin
    need zip zip
    commit_and_date
    mkdir -p "$build/epub" "$out/fontcache"
    epub_figures
    epub_glossary
    epub_sources
    epub_cover
    date=$(date -u -d "@$epoch" +%Y-%m-%d)
    fonts=
    for f in styles/web/fonts/*.woff2 styles/epub/fonts/*.woff2; do
        [ -f "$f" ] && fonts="$fonts --epub-embed-font=$f"
    done
    # shellcheck disable=SC2086
    SOURCE_DATE_EPOCH=$epoch pandoc -f markdown -t epub3 </dev/null \
        -M build="$build" -M date="$date" -M commit="$commit" \
        --metadata-file styles/epub/metadata.yaml \
        -L styles/filters/epub-book.lua \
        --css styles/epub/style.css $fonts \
        --epub-cover-image "$build/epub/cover.png" \
        --mathml --epub-chapter-level=2 --toc --toc-depth=3 \
        -o "$build/epub/heddle.epub" ||
        die "build/epub: pandoc cannot make the EPUB; see above"
    epub_pack
    echo "$build/heddle.epub: $(unzip -l "$build/heddle.epub" |
        tail -n 1 | awk '{print $2}') files"
}

# Packed again with the commit's date, so that the same words make the same
# bytes; the type comes first and uncompressed.
epub_pack() {
    rm -rf "$build/epub/pack"
    mkdir -p "$build/epub/pack"
    (cd "$build/epub/pack" && unzip -q ../heddle.epub &&
        find . -exec touch -h -d "@$epoch" {} + &&
        TZ=UTC zip -q -X -0 ../heddle.epub.new mimetype &&
        find . -type f ! -name mimetype | sort |
            TZ=UTC zip -q -X -9 ../heddle.epub.new -@) ||
        die "build/epub/pack: cannot be packed"
    mv "$build/epub/heddle.epub.new" "$build/heddle.epub"
    rm -rf "$build/epub/pack"
}
