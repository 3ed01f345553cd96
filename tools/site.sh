#!/bin/sh
# site.sh - make one part of the website
#
# usage: site.sh chapter SLUG         site/SLUG.html
#        site.sh book                 front page, indexes, glossary, feed, 404
#        site.sh source               the source browser
#        site.sh diff SLUG [BEFORE]   site/diff-NN.html, from the two trees
#        site.sh library              site/minisearch.js, from npm
#
# Links to the PDF and the EPUB are made where build/ has them, or with
# SITE_PDF=1 where they are still to come. Pages are written beside the old
# ones and moved over them: a run that fails leaves the last good page.
set -eu
filters=styles/filters
pdf=$(test -e build/heddle.pdf || test -n "${SITE_PDF-}" \
      && echo heddle.pdf || :)
epub=$(test -e build/heddle.epub || test -n "${SITE_PDF-}" \
       && echo heddle.epub || :)

# What every run knows of the book.
facts() {
    test ! -e book/metadata.yaml || \
        printf '%s\n' --metadata-file=book/metadata.yaml
    test -z "$pdf" || printf '%s\n' "--metadata=pdf=$pdf"
    test -z "$epub" || printf '%s\n' "--metadata=epub=$epub"
    test ! -e build/live/size || \
        printf '%s\n' "--metadata=live=$(cat build/live/size)"
}

chapter() {
    set -- "$1" $(facts)
    slug=$1; shift
    test ! -e book/bibliography.bib || \
        set -- "$@" --citeproc --bibliography=book/bibliography.bib \
            --csl=styles/heddle.csl --metadata=link-citations=true
    mkdir -p site/peek site/search
    # the output's name tells the filter where the site is
    pandoc "build/weave/$slug.md" -f markdown -t html5 --wrap=none \
        --metadata="sidecar=build/weave/$slug.lua" \
        --lua-filter="$filters/html.lua" "$@" \
        --template=styles/web/chapter.html -o "site/.$slug.new"
    # a role that ARIA has given up
    sed 's/ role="doc-biblioentry"//' "site/.$slug.new" > "site/.$slug.page"
    mv "site/.$slug.page" "site/$slug.html"
    rm "site/.$slug.new"
}

book() {
    set -- "$@" $(facts)
    mkdir -p site
    pandoc -f markdown -t plain --metadata=weave=build/weave \
        --metadata=site=site "$@" --lua-filter="$filters/book.lua" \
        /dev/null -o /dev/null
}

changes() {
    slug=$1 before=${2:+trees/$2}
    number=${slug%%-*}
    mkdir -p build/diff build/empty
    (cd build && diff -ruN -x '.t*' -x build "${before:-empty}" \
        "trees/$slug") > "build/diff/$number.new" || test $? = 1
    mv "build/diff/$number.new" "build/diff/$number.diff"
    book --metadata=make=diff --metadata="chapter=$number" \
        --metadata="diff=build/diff/$number.diff"
    touch "site/diff-$number.html"
}

library() {
    from=tests/site/node_modules/minisearch
    if ! test -e $from/dist/umd/index.js; then
        command -v npm > /dev/null || {
            echo "tools/site.sh: npm is missing; run make deps" >&2
            exit 2
        }
        (cd tests/site && npm ci --no-audit --no-fund --silent)
    fi
    mkdir -p site
    {
        echo "/* MiniSearch"
        sed 's/^/ * /;s/ *$//' $from/LICENSE.txt
        echo " */"
        grep -v '^//# sourceMappingURL' $from/dist/umd/index.js
    } > site/minisearch.js.new
    mv site/minisearch.js.new site/minisearch.js
}

# The pages of files that the finished kernel no longer has.
prune() {
    find site/source -name '*.html' | while read -r page; do
        file=${page#site/source/}
        grep -qF "path = \"${file%.html}\"" build/weave/source.lua ||
            rm "$page"
    done
}

what=${1:?what to make: chapter, book, source, diff or library}
shift
case $what in
chapter) chapter "$1" ;;
book) book --metadata=make=front,indexes,feed; touch site/index.html ;;
source) book --metadata=make=source; prune; touch site/source.html ;;
diff) changes "$@" ;;
library) library ;;
*) echo "tools/site.sh: no such part: $what" >&2; exit 2 ;;
esac
for file in $pdf $epub; do
    test ! -e "build/$file" || test "site/$file" -nt "build/$file" || \
        cp "build/$file" "site/$file"
done
