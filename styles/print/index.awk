# index.awk: tidies what makeindex wrote. A page on which a thing is both
# defined and used is named once, as the place of its definition.

function flush(   head, n, i, m, k, page, list, sep, main) {
    if (item == "") return
    k = index(item, "\\quad ")
    if (!k) { print item; item = ""; return }
    head = substr(item, 1, k + 5)
    list = substr(item, k + 6)
    gsub(/[ \t]+/, " ", list)
    # \hyperpage{38, 39} -> \hyperpage{38}, \hyperpage{39}
    n = split(list, part, /, */)
    split("", main); split("", word)
    for (i = 1; i <= n; i++) {
        page = part[i]
        if (page ~ /hdlmain/) {
            sub(/.*hdlmain}\{/, "", page); sub(/}.*/, "", page)
            main[page] = 1
            word[i] = page
        } else {
            gsub(/\\hyperpage\{|}/, "", page)
            word[i] = page
        }
    }
    sep = ""
    split("", said)
    printf "%s", head
    for (i = 1; i <= n; i++) {
        page = word[i]
        gsub(/^ +| +$/, "", page)
        if (page == "" || page in said) continue
        said[page] = 1
        if (page in main)
            printf "%s\\hyperindexformat{\\hdlmain}{%s}", sep, page
        else
            printf "%s\\hyperpage{%s}", sep, page
        sep = ", "
    }
    printf "\n"
    item = ""
}

/^ *\\(sub)*item / { flush(); item = $0; next }
/^\t/ && item != "" { item = item " " $0; next }
{ flush(); print }
END { flush() }
