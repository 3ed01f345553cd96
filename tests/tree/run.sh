#!/bin/sh
# run.sh - the finished tree keeps the house rules, as TAP
#
# usage: tests/tree/run.sh [TREE]        by default tangle/
#
# Includes point down the list of layers, never up; no function is longer
# than 40 lines, no file than 400; no line is wider than 76 columns; files
# begin with what they include; a line may begin with && or || and does not
# end so; a header has a guard of its own name and says what it is; what a
# header declares is used by somebody else.
set -u
LC_ALL=C export LC_ALL
cd "$(dirname "$0")/../.." || exit 2
tree=${1:-tangle}
cd "$tree" || exit 2
count=0 failed=0
said=$(mktemp) || exit 2
trap 'rm -f "$said"' EXIT

# Whatever the check prints is wrong.
check() {                       # check NAME FUNCTION
    count=$((count + 1))
    "$2" > "$said"
    if test -s "$said"; then
        failed=$((failed + 1))
        echo "not ok $count - $1"
        sed 's/^/# /' "$said"
    else
        echo "ok $count - $1"
    fi
}

sources() {
    find boot kernel -name '*.[chS]' | sort
}

# A file may include what stands in its own layer or in one before it.
layers() {
    sources | xargs awk '
        BEGIN {
            n = split("kernel/lib kernel/cpu boot kernel/mm kernel/task " \
                "kernel/dev kernel/fs kernel/net kernel/proc kernel", names)
            for (i = 1; i <= n; i++)
                rank[names[i]] = i
        }
        function room(path) {
            sub("/[^/]*$", "", path)
            return path
        }
        /^#include "/ {
            split($0, part, "\"")
            from = room(FILENAME)
            to = room(part[2])
            if (!(to in rank))
                printf "%s:%d: no layer %s\n", FILENAME, FNR, to
            else if (rank[to] > rank[from])
                printf "%s:%d: %s knows of %s\n", FILENAME, FNR, from,
                    part[2]
        }'
}

# From a line that opens a brace in column one to the one that closes it.
long_functions() {
    find boot kernel -name '*.c' | sort | xargs awk '
        FNR == 1 { begin = 0 }
        /^[A-Za-z_].*[^;:]$/ { name = $0; at = FNR }
        /^\{/ { begin = at }
        /^\}/ {
            if (begin && FNR - begin + 1 > 40)
                printf "%s:%d: %d lines: %s\n", FILENAME, begin,
                    FNR - begin + 1, name
            begin = 0
        }'
}

long_files() {
    find . -name '*.[chS]' | sort | xargs wc -l |
        awk '$2 != "total" && $1 > 400 { print $2 ": " $1 " lines" }'
}

wide_lines() {
    find . -type f -not -name '.*' | sort | xargs awk '
        {
            line = $0
            gsub(/[\200-\277]/, "", line)       # UTF-8, byte by byte
        }
        length(line) > 76 {
            printf "%s:%d: %d columns\n", FILENAME, FNR, length(line)
        }'
}

# An include comes before the first line of code.
includes() {
    find boot kernel tests -name '*.[ch]' | sort | xargs awk '
        FNR == 1 { code = 0 }
        /^[a-zA-Z_]/ { code = 1 }
        /^#include/ && code { printf "%s:%d: %s\n", FILENAME, FNR, $0 }'
}

operators() {
    find boot kernel tests -name '*.[ch]' | sort |
        xargs grep -nE '(&&|\|\|)$'
}

# KERNEL_CPU_IRQ_H for kernel/cpu/irq.h, whose first line names it.
headers() {
    find boot kernel -name '*.h' | sort | while read -r header; do
        guard=$(echo "$header" | tr a-z/. A-Z__)
        grep -q "^#ifndef $guard\$" "$header" ||
            echo "$header: no guard $guard"
        head -n 1 "$header" | grep -q "^// ${header##*/}: " ||
            echo "$header: does not say what it is in its first line"
    done
}

# A function that a header offers and that nobody but its own file uses.
unused() {
    for header in $(find boot kernel -name '*.h' | sort); do
        sed -n '/^typedef/d
            s/^[a-z_][^(=]*[ *]\([a-z][a-z0-9_]*\)(.*/\1/p' "$header" |
            sort -u | while read -r name; do
                test "$(grep -cw "$name" "$header")" = 1 || continue
                users=$(grep -rlw --include='*.[chS]' "$name" . |
                    grep -v "^./${header%.h}\.[chS]\$")
                test -n "$users" || echo "$header: $name() is used by nobody"
            done
    done
}

check "includes point one way" layers
check "no function is longer than 40 lines" long_functions
check "no file is longer than 400 lines" long_files
check "no line is wider than 76 columns" wide_lines
check "a file begins with what it includes" includes
check "no line ends in && or ||" operators
check "every header has its guard, and says what it is" headers
check "what a header offers is used" unused
echo "1..$count"
test "$failed" -eq 0
