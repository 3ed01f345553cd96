# lines.awk - where each line of a tree comes from: file, line, chapter, its
# line. Reads a snapshot's tokens with noweb's marks of where in book/ they
# come from; -v files=FILE has the names of the tree's files.
#
# What stands first in a line decides: where a reference is indented, the
# line belongs to what it stands for, not to the reference.
/^@file / { chapter = substr($0, 7); gsub(/^.*\/|\.md$/, "", chapter) }
/^@defn / { name = substr($0, 7); n = count[name]; heading = 1 }
/^@line / { at = $2 - 1 }
/^@text / && name != "" { add("t", substr($0, 7)) }
/^@use / && name != "" { add("u", substr($0, 6)) }
/^@nl/ && name != "" {
    if (!heading) {             # not the end of the line with the name
        add("n", "")
        at++
    }
    heading = 0
}
/^@end code/ { count[name] = n; name = "" }

function add(kind, text) {
    what[name, ++n] = kind
    data[name, n] = text
    from[name, n] = chapter " " at
}
# A chunk's last newline is that of the line that refers to it.
function put(name, depth,    i, n) {
    n = count[name]
    if (depth > 0 && what[name, n] == "n")
        n--
    for (i = 1; i <= n && depth < 60; i++) {
        if (what[name, i] == "u") {
            put(data[name, i], depth + 1)
        } else if (what[name, i] == "n") {
            print file, ++line, begun ? origin : from[name, i]
            begun = 0
        } else if (!begun && data[name, i] ~ /[^ \t]/) {
            begun = 1
            origin = from[name, i]
        }
    }
}
END {
    while ((getline file < files) > 0) {
        line = begun = 0
        put(file, 0)
    }
}
