#!/bin/sh
# check.sh - run every suite, print what failed, and count
#
# usage: tests/check.sh SUITE...         (make check runs them all)
#
# A suite prints TAP. One that ends early, or without having planned its
# tests ("1..N"), counts as a failure of its own: silence is no success.
set -u
mkdir -p build/check
passed=0 failed=0 skipped=0
jobs=$(getconf _NPROCESSORS_ONLN)

# Jobs of the evidence tool, as TAP: each is there or it is not. A machine that
# waits for a key or a second needs no core, so there is one more than cores.
jobs_as_tap() {                 # jobs_as_tap VARIABLE
    make -s -k -j$((jobs + 1)) "$(echo "$1" | tr A-Z a-z)" >&2
    list=$(sed -n "s/^$1 += //p" build/evidence/plan.mk)
    n=0
    for ok in $list; do
        n=$((n + 1))
        name=${ok#build/evidence/}
        if test -e "$ok" && ! test "${ok%.ok}.job" -nt "$ok"; then
            echo "ok $n - ${name%.ok}"
        else
            echo "not ok $n - ${name%.ok}"
        fi
    done
    echo "1..$n"
}

kernels_as_tap() {
    make -s check-tangle >&2    # before make tangle writes it anew
    tangle=$?
    make -s -k -j"$jobs" tangle kernels >&2
    n=0
    for slug in $(make -s print-kernels); do
        for config in gcc-O0 gcc-O2 clang-O0 clang-O2; do
            n=$((n + 1))
            iso=build/kernels/$slug/$config/heddle.iso
            if test -e "$iso" && ! test "build/trees/$slug/.tree" -nt "$iso"
            then echo "ok $n - $slug builds without a warning, $config"
            else echo "not ok $n - $slug builds without a warning, $config"
            fi
        done
    done
    n=$((n + 1))
    if test $tangle -eq 0
    then echo "ok $n - tangle/ is what the book says"
    else echo "not ok $n - tangle/ is what the book says"
    fi
    echo "1..$n"
}

run_suite() {
    case $1 in
    kernels) kernels_as_tap ;;
    evidence) jobs_as_tap EVIDENCE ;;
    boots) jobs_as_tap BOOTS ;;
    *) sh "tests/$1/run.sh" ;;
    esac
}

# Run suites one after the other; a lane beside another shares the cores.
lane() {
    for suite; do
        case " $suites " in *" $suite "*) ;; *) continue ;; esac
        begin=$(date +%s)
        run_suite "$suite" > "build/check/$suite.tap" \
            2> "build/check/$suite.log"
        echo $(($(date +%s) - begin)) > "build/check/$suite.seconds"
    done
}

report() {
    tap=build/check/$1.tap log=build/check/$1.log
    planned=$(sed -n 's/^1\.\.\([0-9]*\).*/\1/p' "$tap" | tail -n 1)
    good=$(grep -c '^ok ' "$tap")
    bad=$(grep -c '^not ok ' "$tap")
    skip=$(grep -ci '^ok .*# skip' "$tap")
    early=
    if test -z "$planned" || test "$planned" -ne $((good + bad)); then
        bad=$((bad + 1))
        early="not ok - $1: ended early (planned ${planned:-nothing}, ran $good)"
    fi
    passed=$((passed + good - skip))
    failed=$((failed + bad))
    skipped=$((skipped + skip))
    printf '%-14s %4d passed, %d failed, %d skipped  (%d s)\n' "$1" \
        $((good - skip)) "$bad" "$skip" "$(cat "build/check/$1.seconds")"
    test -z "$early" || echo "  $early; see $log"
    grep -A 8 '^not ok' "$tap" | grep '^not ok\|^#' | sed 's/^/  /'
    grep -i '# skip' "$tap" | sed 's/^/  /'
    test "$bad" = 0 || tail -n 40 "$log" | sed 's/^/    /'
}

# What runs kernels in the page, while there is time for it.
emulator() {
    case " $suites " in *" live "*)
        tools/live/needs.sh > build/check/needs.log 2>&1
    esac
}

# The site, the PDF, the EPUB, as soon as there are the kernels and the runs
# that they have numbers of.
book() {
    case " $suites " in *" evidence "*)
        until test -e build/check/evidence.seconds; do sleep 1; done
    esac
    case " $suites " in *" site "*|*" print "*|*" live "*)
        make -s -k -j"$jobs" pdf epub site > build/check/book.log 2>&1 ||
            tail -n 20 build/check/book.log
    esac
    touch build/check/book.made
}

finished() {
    until test -e build/check/book.made; do sleep 1; done
}

# The tools are tested on books and kernels of their own, and the book is put
# together and its pages tested, while the real kernels boot; these lanes
# share the cores.
suites=$*
rm -f build/check/*.seconds build/check/book.made
echo "the tools, every kernel, every run, the site, the print (some minutes)"
{
    lane loom fig boot evidence-tool writing serve prose
    emulator
    book
} &
lane kernels evidence boots tree &
finished
lane site & lane live & lane print & wait
for suite; do
    report "$suite"
done
test "$skipped" = 0 || echo "$skipped skipped: see the lines above"
echo "$passed passed, $failed failed"
test "$failed" = 0
