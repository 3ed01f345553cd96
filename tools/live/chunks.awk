# chunks.awk - from a chapter's sidecar: slug, line, anchor, number, section
# and name of each chunk, the name last, as it has blanks
function field(name,    s) {
    if (!match($0, " " name " = \"([^\"\\\\]|\\\\.)*\""))
        return ""
    s = substr($0, RSTART, RLENGTH)
    sub(/^[^"]*"/, "", s)
    return substr(s, 1, length(s) - 1)
}
function value(name,    s) {
    if (!match($0, " " name " = [0-9]+"))
        return 0
    s = substr($0, RSTART, RLENGTH)
    sub(/.*= /, "", s)
    return s + 0
}
/^  sections = / { sections = 1 }
/^  chunks = / { chunks = 1 }
/^  }/ { sections = 0; chunks = 0 }
sections && / level = / {
    from[++n] = value("line")
    number[n] = field("number")
}
chunks && /^    { key = / {
    line = value("line")
    section = ""
    for (i = 1; i <= n && from[i] <= line; i++)
        section = number[i]
    variant = field("variant")
    print slug, line, variant != "" ? variant : field("id"),
        field("number") != "" ? field("number") : "-",
        section != "" ? section : "-", field("name")
}
