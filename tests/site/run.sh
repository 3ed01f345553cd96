#!/bin/sh
# Tests of the built site in a real browser, as TAP.
#
# usage: tests/site/run.sh [WORD]     only tests whose name has WORD in it
#
# Looks at site/, build/weave/ and build/trees/ (SITE_DIR, WEAVE_DIR and
# TREES_DIR choose others); CHROMIUM names the browser.
set -eu
cd "$(dirname "$0")/../.."
here=tests/site
browser=${CHROMIUM:-$(command -v chromium || command -v chromium-browser \
          || command -v google-chrome || :)}
if test -z "$browser"; then
    echo "1..1"
    echo "not ok 1 - chromium is missing; run make deps"
    exit 1
fi
if ! test -d $here/node_modules/playwright-core; then
    (cd $here && npm ci --no-audit --no-fund --silent) >&2
fi
CHROMIUM=$browser exec node $here/test.mjs "$@"
