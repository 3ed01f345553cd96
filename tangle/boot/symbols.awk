# symbols.awk: from the output of nm -n to a table of functions in assembly.
# The upper half of every address is the same, ffffffff.
BEGIN {
    print "    .section symbol_names, \"a\""
    print "names:"
}

$1 ~ /^ffffffff/ && $2 ~ /^[tT]$/ && $3 !~ /^text_(start|end)$/ {
    sub(/\.(isra|constprop|part)\..*/, "", $3)     # as in the source
    print "    .section symbols, \"a\""
    print "    .long 0x" substr($1, 9) ", 1f - names"
    print "    .section symbol_names, \"a\""
    print "1:  .asciz \"" $3 "\""
}
