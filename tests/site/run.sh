#!/bin/sh
# Tests of the built site in a real browser, as TAP.
#
# usage: tests/site/run.sh [WORD]     only tests whose name has WORD in it
#
# Looks at site/, build/weave/ and build/trees/ (SITE_DIR, WEAVE_DIR and
# TREES_DIR choose others); CHROMIUM names the browser.
set -eu
cd "$(dirname "$0")/../.."
. tests/browser.sh
exec node tests/site/test.mjs "$@"
