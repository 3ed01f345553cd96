#!/bin/sh
# evidence.sh - how long the evidence of all chapters takes, cold and again
#
# usage: tests/bench/evidence.sh
#
# Cold: the kernels are built, every block is run. Beside it, what the
# emulator alone needs for as many boots of chapter 1, one after the other.
set -eu
cd "$(dirname "$0")/../.."
jobs=$(getconf _NPROCESSORS_ONLN)

now() { date +%s.%N; }
since() { echo "$(now) $1" | awk '{ printf "%.2f", $1 - $2 }'; }

make -s -j"$jobs" evidence
runs=$(sed -n 's/^EVIDENCE += //p' build/evidence/plan.mk | wc -l)
find build/evidence -name '*.ok' ! -name '*@*' -exec rm {} +
find build/evidence -name '*@before.ok' -exec rm {} +
begin=$(now)
make -s -j"$jobs" evidence
cold=$(since "$begin")
begin=$(now)
make -s evidence
again=$(since "$begin")
iso=$(echo build/kernels/01-*/gcc-O2/heddle.iso | cut -d' ' -f1)
begin=$(now)
n=0
while [ $n -lt 5 ]; do
    build/tools/boot -w Heddle "$iso" 2> /dev/null
    n=$((n + 1))
done
alone=$(since "$begin")
echo "evidence: $runs runs"
echo "$cold $alone $runs" | awk '{ plain = $2 / 5 * $3
    printf "  cold      %.2f s (aim: under 60 s for chapters 1 to 3), ", $1
    printf "%.2f of %d plain boots one by one\n", $1 / plain, $3 }'
echo "  unchanged $again s (aim: under 0.5 s)"
