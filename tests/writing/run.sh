#!/bin/sh
# run.sh - the examples of book/WRITING.md, built and booted, as TAP
#
# usage: tests/writing/run.sh
#
# The examples, one after the other, are the second chapter of the book that
# evidence is tested with. What they show has to happen: `make accept` must
# find nothing to rewrite.
set -u
LC_ALL=C export LC_ALL
unset MAKEFLAGS MAKELEVEL MFLAGS
root=$(cd "$(dirname "$0")/../.." && pwd)
room=$root/build/writing
chapter=book/02-saying-goodbye.md
count=0 failed=0

ok() {                          # ok STATUS WHAT: build/writing/report says why
    count=$((count + 1))
    if test "$1" -eq 0; then
        echo "ok $count - $2"
    else
        failed=$((failed + 1))
        echo "not ok $count - $2"
        sed 's/^/# /' "$room/report"
    fi
}

build() {
    make -C "$room" CONFIGS=gcc-O2 "$@" > "$room/report" 2>&1
}

# The examples in fences of six, of one language.
examples() {
    awk -v begin="\`\`\`\`\`\`$1" '
        $0 == begin { on = 1; next }
        /^``````$/ { if (on) print ""; on = 0 }
        on' "$root/book/WRITING.md"
}

chmod -R u+w "$room" 2> /dev/null
rm -rf "$room"
mkdir -p "$room/build"
for part in Makefile tools styles; do
    ln -s "../../$part" "$room/$part"
done
ln -s ../../tools "$room/build/tools"
cp -R "$root/tests/evidence-tool/book" "$room/book"
cp "$root/book/glossary.md" "$root/book/bibliography.bib" "$room/book"
mkdir -p "$room/book/figures"
examples markdown > "$room/$chapter"
examples fig > "$room/book/figures/goodbye.fig"
cp "$room/$chapter" "$room/written.md"

build accept CH=2
ok $? "the chapter builds, boots and is accepted"
diff "$room/written.md" "$room/$chapter" > "$room/report"
ok $? "what the examples show is what happens"
build evidence weave site/02-saying-goodbye.html
ok $? "it passes and becomes a page"
page=$room/site/02-saying-goodbye.html
for sign in 'class="chunk' 'class="box experiment' 'class="transcript' '<svg' \
    'class="exercise' 'class="recap' 'id="tab-words"' 'id="exp-mute"'; do
    grep -q "$sign" "$page" 2> "$room/report"
    ok $? "the page has $sign"
done
pandoc "$room/build/weave/02-saying-goodbye.md" -f markdown -t latex \
    -M sidecar="$room/build/weave/02-saying-goodbye.lua" \
    -L "$root/styles/filters/latex.lua" > "$room/page.tex" 2> "$room/report"
ok $? "and a printed page"
echo "1..$count"
test "$failed" -eq 0
