#!/bin/sh
# deps.sh - see to it that what the build needs is there
#
# On Debian and Ubuntu, installs the packages that are missing (as root, or
# through sudo). Elsewhere, names the missing programs and where Debian has them.
set -u

# package:program or package:/file, where the package is known by one
build='noweb:noweb pandoc:pandoc make:make gcc:gcc libc6-dev:/usr/include/stdio.h
    binutils:ld clang:clang diffutils:diff ccache:ccache libjansson-dev:/usr/include/jansson.h'
boot='grub-common:grub-mkimage grub-pc-bin:/usr/lib/grub/i386-pc/moddep.lst
    grub-efi-amd64-bin:/usr/lib/grub/x86_64-efi/moddep.lst xorriso:xorriso
    mtools:mformat qemu-system-x86:qemu-system-x86_64
    ovmf:/usr/share/ovmf/OVMF.fd gdb:gdb bochs:bochs
    bochs-term:/usr/lib/bochs/plugins/libbx_term_gui.so
    bochsbios:/usr/share/bochs/BIOS-bochs-latest
    vgabios:/usr/share/vgabios/vgabios.bin'
print='texlive-luatex:lualatex texlive-latex-recommended:/usr/share/texlive/texmf-dist/tex/latex/koma-script/scrbook.cls
    texlive-latex-extra:/usr/share/texlive/texmf-dist/tex/latex/imakeidx/imakeidx.sty
    texlive-fonts-extra:/usr/share/texlive/texmf-dist/fonts/opentype/public/inconsolata/Inconsolatazi4-Regular.otf
    texlive-plain-generic:/usr/share/texlive/texmf-dist/tex/generic/pdftexcmds/pdftexcmds.sty
    fonts-vollkorn:/usr/share/fonts/truetype/vollkorn/Vollkorn-Regular.ttf
    librsvg2-bin:rsvg-convert netpbm:pnmtopng qpdf:qpdf
    poppler-utils:pdftoppm epubcheck:epubcheck zip:zip unzip:unzip'
live='emscripten:emcc patch:patch xz-utils:xz
    debian-archive-keyring:/usr/share/keyrings/debian-archive-keyring.gpg'
chromium=chromium               # Ubuntu has another name for it
! grep -qs '^ID=ubuntu' /etc/os-release || chromium=chromium-browser
check="$chromium:$chromium"' nodejs:node npm:npm hunspell:hunspell
    hunspell-en-us:/usr/share/hunspell/en_US.dic libxml2-utils:xmllint
    libjemalloc2:/usr/lib/x86_64-linux-gnu/libjemalloc.so.2'

missing() {
    for pair in $build $boot $print $live $check; do
        package=${pair%%:*} sign=${pair#*:}
        case $sign in
        /*) test -e "$sign" ;;
        *) command -v "$sign" > /dev/null ;;
        esac || dpkg -s "$package" > /dev/null 2>&1 || echo "$package"
    done
}

wanted=$(missing)
if test -n "$wanted"; then
    if ! command -v apt-get > /dev/null; then
        echo "missing, by the names of Debian's packages:" >&2
        echo "$wanted" >&2
        echo "install them with this system's own tool" >&2
        exit 2
    fi
    sudo=
    test "$(id -u)" = 0 || sudo=sudo
    echo "installing" $wanted
    export DEBIAN_FRONTEND=noninteractive
    # shellcheck disable=SC2086
    $sudo apt-get -q update > /dev/null &&
        $sudo apt-get -q install -y --no-install-recommends $wanted > /dev/null ||
        { echo "apt-get could not install all of: $wanted" >&2; exit 2; }
fi
if test -f tests/site/package.json && ! test -d tests/site/node_modules; then
    echo "installing the tests' browser driver and checkers"
    (cd tests/site && npm ci --silent --no-audit --no-fund) || {
        echo "npm ci failed in tests/site; see above" >&2
        exit 2
    }
fi
echo "everything is there"
