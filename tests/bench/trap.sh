#!/bin/sh
# trap.sh - what an interrupt costs, entry to exit, in instructions
#
# usage: tests/bench/trap.sh
#
# The finished kernel measures itself (`make bench` in its tree), counting
# instructions and not time: QEMU's clock advances one step for each.
set -eu
cd "$(dirname "$0")/../.."
echo "trap: entry to exit with an empty handler, GCC -O2"
make -s -C tangle B="$PWD/build/bench/trap" bench | tr -d '\r' |
    sed -n 's/^# /  /p'
