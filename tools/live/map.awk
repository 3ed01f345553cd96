# map.awk - a kernel's functions, chunks and lines as JSON; see map.sh
#
# Addresses are of the lowest or the highest 2 GiB, written as numbers of
# 32 bits with a sign. "lines" has an entry where the line of the book
# changes: how far from the last one, the chunk (-1: none), the line in it.
function digits(s,    i, n) {
    n = 0
    for (i = 1; i <= length(s); i++)
        n = n * 16 + index("0123456789abcdef", substr(s, i, 1)) - 1
    return n
}
function address(s) {
    s = substr("0000000000000000" s, length(s) + 1)
    return digits(substr(s, 9)) - \
        (substr(s, 1, 8) == "ffffffff" ? 4294967296 : 0)
}
function quoted(s) {
    gsub(/\\/, "\\\\", s)
    gsub(/"/, "\\\"", s)
    return "\"" s "\""
}
# The chunk that a line of a chapter stands in, and which of its lines.
function place(chapter, line,    i, best) {
    best = 0
    for (i = first[chapter]; i <= last[chapter]; i++)
        if (start[i] < line)
            best = i
    if (!best)
        return "-1,0"
    if (!(best in shown)) {
        shown[best] = n_shown++
        out_chunks = out_chunks (n_shown > 1 ? "," : "") "\n[" \
            quoted(chapter) "," quoted(anchor[best]) "," \
            quoted(name[best]) "," quoted(number[best]) "," \
            quoted(section[best]) "]"
    }
    return shown[best] "," (line - start[best] - 1)
}
BEGIN {
    while ((getline < lines) > 0)
        book[$1 " " $2] = $3 " " $4
    while ((getline < chunks) > 0) {
        start[++n] = $2
        anchor[n] = $3
        number[n] = $4 == "-" ? "" : $4
        section[n] = $5 == "-" ? "" : $5
        if (!($1 in first))
            first[$1] = n
        last[$1] = n
        $1 = $2 = $3 = $4 = $5 = ""
        sub(/^ */, "")
        gsub(/\\"/, "\"")
        name[n] = $0
    }
    while ((getline < symbols) > 0)
        if (NF == 4 && tolower($3) == "t" && address($2) > 0)
            functions = functions (functions == "" ? "" : ",") "\n[" \
                quoted($4) "," address($1) "," address($2) "]"
    was = "-1,0"
    at = 0
}
/^[^ \t:]+:[0-9]+( |$)/ {
    where = $1
    while (sub(/^\.\//, "", where))
        ;
    sub(/:/, " ", where)
    next
}
/^Disassembly/ { where = "" }
/^[0-9a-f]+:\t/ {
    if (!(where in known)) {
        known[where] = "-1,0"
        if (where in book) {
            split(book[where], b, " ")
            known[where] = place(b[1], b[2])
        }
    }
    if (known[where] != was) {
        was = known[where]
        a = address(substr($1, 1, length($1) - 1))
        out_lines = out_lines (out_lines == "" ? "" : ",") \
            "[" (a - at) "," was "]"
        at = a
    }
}
END {
    print "{\"functions\":[" functions "],\n\"chunks\":[" out_chunks "],"
    print "\"lines\":[" out_lines "]}"
}
