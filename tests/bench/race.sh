#!/bin/sh
# race.sh - the kernel's allocators against the host's, as ratios of time
#
# usage: tests/bench/race.sh
#
# The same loads for all, in one program: see chapter 12. Without jemalloc
# (libjemalloc2) its column is 0.
set -eu
cd "$(dirname "$0")/../.."
echo "race: ns for an operation with our slabs; the others, ours being 1"
make -s -C tangle B="$PWD/build/bench/race" race | sed 's/^/  /'
