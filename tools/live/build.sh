#!/bin/sh
# build.sh - build the emulator that runs in the page
#
# usage: tools/live/build.sh
#
# Takes Bochs's source package from Debian (see README.md), checks its sum,
# applies bochs.patch, puts live.cc, live.h and display.cc in place, and
# leaves in build/live/
#
#     bochs.js bochs.wasm     the emulator
#     bios vgabios            from the packages bochsbios and vgabios
#     *.gz size               the same for the page, and how much it weighs
#     source/                 the tarball, as it was fetched
#
# TARBALL=FILE names a copy of the source that is there already, MIRROR=URI
# a Debian mirror; without it the one that apt knows is asked. Status 3 if
# something that is needed is not to be had, with a line that says what.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."
out=$PWD/build/live
name=bochs_3.0+dfsg.orig.tar.xz
sum=78f6c73d4a6472d5130a87ab9dc306d02c7c71ed8e25b3a8ef642e2a7acd282b
suite=trixie
bios=/usr/share/bochs/BIOS-bochs-latest
vgabios=/usr/share/vgabios/vgabios.bin
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

# In Debian 12 emscripten finds some of Node's packages only so, and has
# Node's own fetch take the place of the one it brings.
unset MAKEFLAGS MAKELEVEL         # Bochs has rules of its own
export NODE_PATH=/usr/share/nodejs
case $(node --version 2> /dev/null) in
v1[89].*|v2*) export NODE_OPTIONS=--no-experimental-fetch ;;
esac

without() {                     # without SENTENCE: what is missing
    echo "tools/live/build.sh: $*" >&2
    exit 3
}

good() {
    test -f "$1" && echo "$sum  $1" | sha256sum --check --status
}

# From Debian, with a list of sources of its own: the system's is left as
# it is. Some mirrors lack the .dsc, so that apt complains after it has
# fetched the tarball; the sum decides.
fetch() {
    command -v apt-get > /dev/null ||
        without "no apt-get here; fetch $name and say TARBALL=…/$name"
    test -n "${MIRROR-}" || MIRROR=$(apt-get indextargets \
        --format '$(ORIGIN) $(REPO_URI)' 'Created-By: Packages' |
        sed -n '/security/d;s/^Debian //p' | head -n 1)
    test -n "$MIRROR" || without "apt knows no mirror of Debian;" \
        "say MIRROR=URI, or fetch $name and say TARBALL=…/$name"
    rm -rf "$out/apt"
    mkdir -p "$out/apt/lists/partial" "$out/apt/archives/partial"
    echo "deb-src [signed-by=$keyring] $MIRROR $suite main" \
        > "$out/apt/list"
    (cd "$out/apt"
     set -- -q -o Dir::Etc::sourcelist="$PWD/list" -o Dir::Cache="$PWD" \
         -o Dir::Etc::sourceparts=- -o Dir::State::Lists="$PWD/lists" \
         -o APT::Sandbox::User=root
     apt-get "$@" update && apt-get "$@" source --download-only bochs
    ) > "$out/fetch.log" 2>&1 || :
    good "$out/apt/$name" || {
        tail -n 3 "$out/fetch.log" >&2
        without "could not fetch $name from Debian's $suite;" \
            "see build/live/fetch.log, or say TARBALL=…/$name"
    }
    mv "$out/apt/$name" "$out/source/$name"
    rm -rf "$out/apt"
}

configure() {
    cp "$here/config.cache" config.cache
    emconfigure ./configure --cache-file=config.cache \
        --host=wasm32-unknown-emscripten \
        --build=x86_64-linux-gnu --disable-plugins --enable-x86-64 \
        --enable-cpu-level=6 --enable-smp --enable-pci --enable-cdrom \
        --enable-e1000 --enable-repeat-speedups \
        --disable-fast-function-calls --disable-large-ramfile \
        --enable-monitor-mwait --disable-docbook --disable-debugger \
        --disable-gdb-stub --disable-show-ips --disable-stats \
        --with-nogui --without-x --disable-readline --disable-xpm
    # configure looks at this system, and finds networks that a page has not
    sed -i -E 's/^(#define BX_NETMOD_(LINUX|VDE|SLIRP|SOCKET)) 1/\1 0/' \
        config.h
    sed -i 's/^NETLOW_OBJS = .*/NETLOW_OBJS = eth_null.o eth_vnet.o/' \
        iodev/network/Makefile
}

# The Makefile's own link comes to nothing: it lacks library.js. Of networks
# there is none, so the objects of one need not be made.
compile() {
    emmake make -k -j"$(getconf _NPROCESSORS_ONLN)" SLIRP_OBJS= bochs || :
    em++ -O3 -I. -Iinstrument/stubs -D_FILE_OFFSET_BITS=64 \
        -D_LARGE_FILES -c live.cc -o live.o
    em++ -O3 -o bochs.js logio.o main.o config.o pc_system.o osdep.o \
        plugin.o crc.o bxthread.o live.o iodev/libiodev.a \
        iodev/display/libdisplay.a iodev/hdimage/libhdimage.a \
        iodev/network/libnetwork.a cpu/libcpu.a cpu/cpudb/libcpudb.a \
        memory/libmemory.a gui/libgui.a cpu/fpu/libfpu.a \
        cpu/softfloat3e/libsoftfloat.a --js-library "$here/library.js" \
        -s MODULARIZE=1 -s EXPORT_NAME=createBochs -s INVOKE_RUN=0 \
        -s FORCE_FILESYSTEM=1 -s EXIT_RUNTIME=0 \
        -s ENVIRONMENT=web,worker,node -s TOTAL_STACK=4194304 \
        -s ALLOW_MEMORY_GROWTH=1 -s INITIAL_MEMORY=67108864 \
        -s MAXIMUM_MEMORY=2147483648 \
        -s EXPORTED_RUNTIME_METHODS=FS,UTF8ToString,HEAPU8,callMain \
        -s EXPORTED_FUNCTIONS=_main,_malloc,_free
}

command -v emconfigure > /dev/null ||
    without "emscripten is missing; run make deps"
for file in "$bios" "$vgabios"; do
    test -f "$file" || without "$file is missing; run make deps"
done
mkdir -p "$out/source"
if test -n "${TARBALL-}"; then
    good "$TARBALL" || without "$TARBALL is not the $name that is wanted"
    cp "$TARBALL" "$out/source/$name"
fi
good "$out/source/$name" || fetch

rm -rf "$out/bochs"
mkdir "$out/bochs"
tar -xf "$out/source/$name" -C "$out/bochs" --strip-components=1
cd "$out/bochs"
patch -p1 -s < "$here/bochs.patch"
cp "$here/live.h" "$here/live.cc" .
cp "$here/display.cc" gui/nogui.cc
export CFLAGS=-O3 CXXFLAGS=-O3
configure > configure.log 2>&1 && compile > make.log 2>&1 || {
    tail -n 20 make.log configure.log 2> /dev/null >&2
    echo "tools/live/build.sh: the emulator could not be built;" \
        "see build/live/bochs/*.log" >&2
    exit 2
}
mv bochs.js bochs.wasm "$out"
cp "$bios" "$out/bios"
cp "$vgabios" "$out/vgabios"
cd "$out"
rm -rf bochs
for file in bochs.js bochs.wasm bios vgabios; do
    gzip -9nc "$file" > "$file.gz"
done
# what a reader fetches, in MB: these, and a disc of some 180 kB
cat ./*.gz | wc -c | awk '{ printf "%.1f\n", ($1 + 180000) / 1e6 }' > size
