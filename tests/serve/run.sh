#!/bin/sh
# run.sh - tests of serve, the author's web server, as TAP
#
# usage: tests/serve/run.sh
set -eu
cd "$(dirname "$0")/../.."
make -s build/tools/serve >&2
exec node tests/serve/test.mjs build/tools/serve
