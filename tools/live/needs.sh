#!/bin/sh
# needs.sh - see to it that the emulator is there, or say why it is not
#
# usage: tools/live/needs.sh
#
# Status 3, and a line in build/live/why, where something that it is built
# from is not to be had; 2 where the build fails.
set -u
mkdir -p build/live
make -q build/live/size > /dev/null 2>&1 && exit 0
tools/live/build.sh 2> build/live/why
status=$?
test $status = 0 || tail -n 3 build/live/why >&2
exit $status
