# browser.sh - read by suites that need a browser: sets CHROMIUM, and sees to
# it that the driver is there. Ends the suite, failed, if there is no browser.
CHROMIUM=${CHROMIUM:-$(command -v chromium || command -v chromium-browser \
          || command -v google-chrome || :)}
if test -z "$CHROMIUM"; then
    echo "1..1"
    echo "not ok 1 - chromium is missing; run make deps"
    exit 1
fi
export CHROMIUM
if ! test -d tests/site/node_modules/playwright-core; then
    (cd tests/site && npm ci --no-audit --no-fund --silent) >&2
fi
