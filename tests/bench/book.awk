# book.awk - a book that is as long as the finished one, for measuring
#
# usage: awk -v out=FOLDER [-v chapters=30] [-v says=TEXT] \
#             -f book.awk SNAPSHOT.tok
#
# Chapter 1 of it is the kernel of SNAPSHOT.tok (a real one, chunk by chunk),
# so that every tree boots. Each further chapter brings a module: a header and
# three files of eleven functions with prose between them, additions to what
# three chapters before it made, and a replacement of a function from five
# chapters before. With TEXT, what the kernel says, there is a transcript
# in each; with -v quick=1, nothing that needs a kernel. The same bytes each
# time.

function next_random(n)         # 0 .. n - 1
{
    seed = (seed * 16807) % 2147483647
    return int(seed / 2147483647 * n)
}

function put(text)
{
    print text > file
}

# --- prose ------------------------------------------------------------------

function sentence(n,    i, text)
{
    text = ""
    for (i = 0; i < n; i++)
        text = text (i ? " " : "") words[next_random(nwords)]
    return toupper(substr(text, 1, 1)) substr(text, 2) "."
}

function fill(text,    i, n, word, line)
{
    n = split(text, word, " ")
    line = word[1]
    for (i = 2; i <= n; i++) {
        if (length(line) + length(word[i]) > 75) {
            put(line)
            line = word[i]
        } else {
            line = line " " word[i]
        }
    }
    put(line)
    put("")
}

function paragraph(    text, i)
{
    text = ""
    for (i = 2 + next_random(3); i > 0; i--)
        text = text sentence(8 + next_random(14)) " "
    if (next_random(4) == 0 && ch > 1)
        text = text "It is `<<" mentioned ">>`, as [§](#" section ") had it. "
    if (next_random(9) == 0)
        text = text "A [word](glossary.md#word" next_random(40) \
            ") for it.^[" sentence(12) "]"
    fill(text)
}

function heading(title, id)
{
    section = id
    put("## " title " {#" id "}")
    put("")
}

# --- code -------------------------------------------------------------------

function open_chunk(name)
{
    put("```c")
    put("<<" name ">>=")
    if (name !~ /^(replace|drop): /)
        mentioned = name
}

function close_chunk()
{
    put("```")
    put("")
}

function module(n)
{
    return sprintf("m%02d", n)
}

function search(m, name)
{
    put("int " name "(const struct " m " *m, int key)")
    put("{")
    put("    int low = 0, high = m->count;")
    put("")
    put("    while (low < high) {")
    put("        int middle = low + (high - low) / 2;")
    put("")
    put("        if (m->items[middle].key < key)")
    put("            low = middle + 1;")
    put("        else")
    put("            high = middle;")
    put("    }")
    put("    return low < m->count && m->items[low].key == key ? low : -1;")
    put("}")
}

function remove(m, name)
{
    put("// Closes the gap; the order of the others stays.")
    put("int " name "(const struct " m " *m, int key)")
    put("{")
    put("    struct " m "_item *items = m->items;")
    put("    int at = 0;")
    put("")
    put("    while (at < m->count && items[at].key != key)")
    put("        at++;")
    put("    if (at == m->count)")
    put("        return -1;")
    put("    for (int i = at + 1; i < m->count; i++)")
    put("        items[i - 1].value = items[i].value << 1 | key >> 2;")
    put("    return at;")
    put("}")
}

function digest(m, name)
{
    put("int " name "(const struct " m " *m, int key)")
    put("{")
    put("    unsigned sum = key;")
    put("")
    put("    for (int i = 0; i < m->count; i++) {")
    put("        sum ^= (unsigned)m->items[i].key;")
    put("        sum = sum << 5 | sum >> 27;")
    put("        sum += (unsigned)m->items[i].value * 31;")
    put("    }")
    put("    <<" m ": what else " name " counts>>")
    put("    return (int)(sum & " toupper(m) "_MASK);")
    put("}")
}

function borrow(m, name, other)
{
    put("// Asks the module before this one first.")
    put("int " name "(const struct " m " *m, int key)")
    put("{")
    put("    struct " other " theirs = {")
    put("        .items = NULL,")
    put("        .count = m->count > " toupper(other) "_ROOM ? 1 : 0,")
    put("    };")
    put("    int found = theirs.count ? " \
        other "_a_find1(&theirs, key) : -1;")
    put("")
    put("    if (found >= 0)")
    put("        return found;")
    put("    return " m "_a_find1(m, key) + 1;")
    put("}")
}

# Function i of a file: its chunk, and the prose before it.
function one_function(m, part, i, before,    kind, name)
{
    kind = i % 4
    name = m "_" part "_" kinds[kind] i
    declared[++ndeclared] = name
    paragraph()
    if (i % 3 == 0)
        paragraph()
    open_chunk(m ": " name)
    if (kind == 1)
        search(m, name)
    else if (kind == 2)
        remove(m, name)
    else if (kind == 3)
        digest(m, name)
    else
        borrow(m, name, before)
    close_chunk()
    if (kind == 3) {
        open_chunk(m ": what else " name " counts")
        close_chunk()
    }
}

function one_file(m, part, before,    i)
{
    heading("File " part " of " m, "file-" part)
    paragraph()
    open_chunk("kernel/" m "/" part ".c")
    put("// " part ".c: a part of " m ".")
    put("#include \"kernel/" m "/" m ".h\"")
    put("#include \"kernel/" before "/" before ".h\"")
    put("")
    for (i = 1; i <= functions; i++) {
        put("<<" m ": " m "_" part "_" kinds[i % 4] i ">>")
        put("")
    }
    put("<<more of " m ", " part ">>")
    close_chunk()
    for (i = 1; i <= functions; i++)
        one_function(m, part, i, before)
    open_chunk("more of " m ", " part)
    close_chunk()
}

function one_header(m,    i)
{
    heading("The header", "header")
    paragraph()
    open_chunk("kernel/" m "/" m ".h")
    put("// " m ".h: what others may ask of " m ".")
    put("#ifndef KERNEL_" toupper(m) "_H")
    put("#define KERNEL_" toupper(m) "_H")
    put("")
    put("#include <stddef.h>")
    put("")
    put("#define " toupper(m) "_ROOM 64")
    put("#define " toupper(m) "_MASK 0x7fffffff")
    put("")
    put("struct " m "_item { int key, value; };")
    put("struct " m " { struct " m "_item *items; int count; };")
    put("")
    put("<<declarations of " m ">>")
    put("<<more declarations of " m ">>")
    put("")
    put("#endif")
    close_chunk()
    open_chunk("more declarations of " m)
    close_chunk()
    for (i = 1; i <= ndeclared; i++) {
        if (i % 11 == 1)
            open_chunk("declarations of " m)
        put("int " declared[i] "(const struct " m " *m, int key);")
        if (i % 11 == 0 || i == ndeclared)
            close_chunk()
    }
}

function additions(m, old, older,    name)
{
    heading("What this asks of others", "others")
    paragraph()
    name = old "_for_" m
    open_chunk("more declarations of " old)
    put("int " name "(const struct " old " *m, int key);")
    close_chunk()
    open_chunk("more of " old ", b")
    put("")
    search(old, name)
    close_chunk()
    paragraph()
    open_chunk(old ": what else " old "_c_digest3 counts")
    put("sum ^= " ch ";")
    close_chunk()
    if (older != "") {
        paragraph()
        open_chunk("replace: " older ": " older "_c_remove2")
        search(older, older "_c_remove2")
        close_chunk()
    }
}

function one_chapter(    m, before)
{
    file = sprintf("%s/%02d-chapter.md", out, ch)
    m = module(ch)
    before = module(ch > 2 ? ch - 1 : 2)
    ndeclared = 0
    mentioned = "kernel/main.c"
    put("# Chapter " ch)
    put("")
    heading("Why", "why")
    for (i = 0; i < 6; i++)
        paragraph()
    one_file(m, "a", before)
    one_file(m, "b", before)
    one_file(m, "c", before)
    one_header(m)
    if (ch > 4)
        additions(m, module(ch - 3), ch > 6 ? module(ch - 5) : "")
    if (says != "") {
        put("```{.transcript #booted}")
        put("$ make run CH=" ch)
        put(says)
        put("```")
        put("")
    }
    heading("Where we are", "where-we-are")
    paragraph()
    if (!quick) {
        put("::: recap")
        put(":::")
    }
    close(file)
}

function glossary(    i)
{
    file = out "/glossary.md"
    put("# Glossary")
    for (i = 0; i < 40; i++) {
        put("")
        put("## word" i " {#word" i "}")
        put("")
        fill(sentence(20))
    }
    close(file)
}

function road(    i)
{
    file = out "/metadata.yaml"
    put("title: A long book")
    put("parts:")
    put("  - title: All of it")
    put("    blurb: As long as the finished one.")
    put("    chapters:")
    for (i = 1; i <= chapters; i++) {
        put(sprintf("      - slug: %02d-%s", i, i > 1 ? "chapter" : "kernel"))
        put("        title: " (i > 1 ? "Chapter " i : "A kernel"))
        put("        line: One of many.")
    }
    close(file)
}

BEGIN {
    seed = 42
    if (!chapters)
        chapters = 30
    functions = 11
    split("find remove digest", names, " ")
    kinds[0] = "borrow"; kinds[1] = "find"
    kinds[2] = "remove"; kinds[3] = "digest"
    nwords = split("the a page table kernel processor that which frame is \
        was not and but of in on under interrupt stack register holds \
        maps writes reads lock queue task thread never always memory \
        address first last entry bit flag when because so until", words, " ")
    words[0] = "it"
    file = sprintf("%s/01-kernel.md", out)
    put("# A kernel")
    put("")
    heading("All of it", "all-of-it")
}

# Chapter 1: the tokens of a real snapshot, as chunks again.
/^@defn /   { body = ""; line = ""; name = substr($0, 7); nlines = -1 }
/^@text /   { line = line substr($0, 7) }
/^@use /    { line = line "<<" substr($0, 6) ">>" }
/^@nl$/     { if (++nlines > 0) body = body line "\n"; line = "" }
/^@end /    {
    if (nlines > 0)             # to empty ones there are no references left
        put("```{.text .long}\n<<" name ">>=\n" body "```\n")
}

END {
    close(file)
    for (ch = 2; ch <= chapters; ch++)
        one_chapter()
    glossary()
    road()
}
