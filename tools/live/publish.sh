#!/bin/sh
# publish.sh - the emulator, its licenses and its source, into site/live/
#
# usage: tools/live/publish.sh
#
# site/live/source/ has what someone needs who wants to change the emulator:
# Bochs's source as fetched, our changes, and how to build it; and says
# which of Debian's source packages the rest comes from.
set -eu
to=site/live
mkdir -p $to/source $to/licenses
cp styles/web/live/*.js styles/web/live/*.css $to
for file in bochs.js bochs.wasm bios vgabios; do
    cmp -s "build/live/$file.gz" "$to/$file.gz" ||
        cp "build/live/$file.gz" "$to/$file.gz"
done

for file in build/live/source/* tools/live/*; do
    cmp -s "$file" "$to/source/${file##*/}" || cp "$file" "$to/source"
done
tar -xOf build/live/source/*.orig.tar.xz --wildcards '*/COPYING' \
    > $to/licenses/bochs-LGPL.txt
for package in bochsbios vgabios grub-pc-bin emscripten; do
    cp "/usr/share/doc/$package/copyright" "$to/licenses/$package.txt"
done
cp /usr/share/common-licenses/LGPL-2.1 $to/licenses/LGPL-2.1.txt
cp /usr/share/common-licenses/GPL-3 $to/licenses/GPL-3.txt

{
    echo "What runs in the page, and where its source is"
    echo
    echo "bochs.wasm.gz, bochs.js.gz: Bochs 3.0, GNU LGPL 2 or later," \
        "changed."
    echo "    Here: bochs_3.0+dfsg.orig.tar.xz and the files beside it;"
    echo "    README.md says what was changed and how to build it."
    dpkg-query -W -f '    Built with ${Package} ${Version}, which puts' \
        emscripten
    echo " libraries of its own into it"
    echo "    (musl, compiler-rt, libc++): ../licenses/emscripten.txt"
    echo
    echo "The following come from Debian as they are;"
    echo "'apt-get source NAME=VERSION' fetches the source:"
    dpkg-query -W \
        -f '    ${source:Package} ${source:Version} (${Package})\n' \
        bochsbios vgabios grub-pc-bin
    echo
    echo "bios.gz: bochsbios; vgabios.gz: vgabios; both GNU LGPL 2.1."
    echo "GRUB, GNU GPL 3, is on the discs (../discs/)."
} > $to/source/SOURCES.txt
