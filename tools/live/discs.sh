#!/bin/sh
# discs.sh - the discs that the pages of the site ask for, and their maps
#
# usage: tools/live/discs.sh
#
# A page's frames say what they boot: data-disc="KERNEL+COMMAND_LINE", and
# data-append has the command line as it is. Makes site/live/discs/*.iso.gz
# and site/live/maps/*.json.gz where they are missing or older than the
# kernel; what no page asks for any more goes.
set -eu
MAKE=${MAKE:-make}
discs=site/live/discs maps=site/live/maps
mkdir -p $discs $maps build/live

attribute() {                   # attribute NAME < A FRAME'S TAG
    sed -n "s/.* data-$1=\"\([^\"]*\)\".*/\1/p" |
        sed 's/&quot;/"/g;s/&lt;/</g;s/&gt;/>/g;s/&amp;/\&/g'
}

cat site/[0-9]*.html | tr '<' '\n' | grep '^div class="machine" data-disc' |
    while read -r tag; do
        disc=$(echo "$tag" | attribute disc)
        append=$(echo "$tag" | attribute append)
        whole=$(echo "$tag" | attribute whole)
        echo "$disc	$append"
        test -z "$whole" || echo "$whole	$append"
    done | sort -u > build/live/wanted

kernels=$(cut -f 1 build/live/wanted | sed 's/+.*//' | sort -u)
"$MAKE" -s $(for k in $kernels; do
    echo "build/kernels/$k/gcc-O2/heddle.iso"
done)

made=0
while IFS='	' read -r disc append; do
    kernel=${disc%%+*} out=$discs/$disc.iso.gz
    if ! test "$out" -nt "build/kernels/$kernel/gcc-O2/heddle.iso"; then
        tools/live/disc.sh "$kernel" "$append" build/live/disc.iso
        gzip -9nc build/live/disc.iso > "$out.new"
        mv "$out.new" "$out"
        made=$((made + 1))
    fi
done < build/live/wanted
rm -f build/live/disc.iso

marked=
for kernel in $kernels; do
    out=$maps/$kernel.json.gz
    test "$out" -nt "build/kernels/$kernel/gcc-O2/heddle.iso" &&
        test "$out" -nt build/weave/.made && continue
    if test -z "$marked"; then
        mkdir -p build/live/marked
        build/tools/supersede -L book build/live/marked $(
            for chapter in book/[0-9][0-9]-*.md; do
                echo "build/tokens/$(basename "$chapter" .md).tok"
            done)
        marked=yes
    fi
    tools/live/map.sh "$kernel" | gzip -9n > "$out.new"
    mv "$out.new" "$out"
done

for file in $discs/*.iso.gz; do
    name=${file##*/}
    cut -f 1 build/live/wanted | grep -qxF "${name%.iso.gz}" ||
        rm -f "$file"
done
for file in $maps/*.json.gz; do
    name=${file##*/}
    echo "$kernels" | grep -qxF "${name%.json.gz}" || rm -f "$file"
done
