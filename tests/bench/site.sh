#!/bin/sh
# site.sh - what a first visit to the heaviest chapter costs
#
# usage: tests/bench/site.sh
#
# Bytes over the wire, and the browser's own measures on a processor four
# times slower (site.mjs). NODE_PATH is no help to modules, so the script runs
# from a copy beside the tests' packages.
set -eu
cd "$(dirname "$0")/../.."
echo "site: a first visit to the heaviest chapter (aim: under 150 kB)"
make -s site
cp tests/bench/site.mjs tests/site/.bench.mjs
trap 'rm -f tests/site/.bench.mjs' EXIT
node tests/site/.bench.mjs | sed 's/^/  /'
