#!/bin/sh
# Tests of the kernels that run in the page, in a real browser, as TAP.
#
# usage: tests/live/run.sh [WORD]     only tests whose name has WORD in it
#
# Builds the emulator if it is not there. Where it cannot be had (no
# emscripten, no source), the one line that is printed says so.
set -eu
cd "$(dirname "$0")/../.."
. tests/browser.sh
status=0
tools/live/needs.sh >&2 || status=$?
if test $status = 3; then
    echo "1..1"
    echo "ok 1 - kernels run in the page # SKIP the emulator is not built" \
        "here: $(cat build/live/why)"
    exit 0
elif test $status != 0; then
    echo "1..1"
    echo "not ok 1 - the emulator is built"
    sed 's/^/# /' build/live/why
    exit 1
fi
make -s site >&2
exec node tests/live/test.mjs "$@"
