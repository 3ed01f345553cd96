/* frontend - turn a chapter into a noweb file, line for line
 *
 * usage: frontend CHAPTER.md > CHAPTER.nw
 *
 * A code fence whose first line is <<name>>= becomes a noweb chunk; all other
 * lines are prose. Line n of the output is line n of the chapter, so that
 * whatever noweb reports can be looked up in the book. Fences stay visible in
 * the prose that noweb passes on, for the weave back end to read.
 *
 * Inside a chunk only a reference that stands alone on its line is one:
 * shifts, #include <...>, and a @ in column one are escaped here, and no
 * author has to know how. A chunk within an experiment or a solution belongs
 * to that variant of the kernel, and is renamed "variant ID: name".
 *
 * Refuses, with the line: a fence or a div without an end; a chunk in the
 * preface, without a name, that holds a second one, or that begins where no
 * chunk can; a file outside of the tree; a line of code over 76 columns; a
 * chunk over 40 lines (unless its fence is marked .long); an experiment or
 * solution without a name. Exit status 2 if anything was refused.
 */
#include "fence.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_COLUMNS = 76, MAX_LINES = 40 };

struct frontend {
    const char *path;
    struct fences fences;
    bool in_chunk;
    size_t body_lines;          /* of the fence, so far */
};

static size_t columns(const char *s)
{
    size_t n = 0;

    for (; *s; s++) {
        if (*s == '\t')
            n = (n / 8 + 1) * 8;
        else if ((*s & 0xc0) != 0x80)   /* not inside a UTF-8 sequence */
            n++;
    }
    return n;
}

/* Write a line so that noweb's markup gives it back unchanged.  */
static void put_escaped(const char *s, bool prose)
{
    if (*s == '@')
        putchar('@');
    for (; *s; s++) {
        bool twin = s[0] == s[1];
        bool special = *s == '<' || *s == '>'
            || (prose && (*s == '[' || *s == ']'));

        if (twin && special) {
            putchar('@');
            putchar(*s++);
        }
        putchar(*s);
    }
}

static char *variant_of(struct frontend *fe)
{
    const struct div *div = fences_inside(&fe->fences, "solution");

    if (!div)
        div = fences_inside(&fe->fences, "experiment");
    return div ? get_attribute(div->attributes, "#") : NULL;
}

/* "/etc/passwd", "../a.c", "a/../../b": not in the tree.  */
static bool leaves_the_tree(const char *name)
{
    return !strchr(name, ' ')
        && (*name == '/' || starts_with(name, "../")
            || strstr(name, "/../"));
}

static void start_chunk(struct frontend *fe, const char *name)
{
    char *variant = variant_of(fe);
    const char *base = strrchr(fe->path, '/');

    if (starts_with(base ? base + 1 : fe->path, "00-"))
        complain(fe->path, fe->fences.line, "the preface has no kernel; "
                 "move <<%s>>= to a chapter, or mark its fence .sketch",
                 name);
    if (leaves_the_tree(name))
        complain(fe->path, fe->fences.line, "<<%s>>= is a file outside of "
                 "the tree; give its path from the tree's root", name);
    if (variant)
        printf("<<variant %s: %s>>=\n", variant, name);
    else
        printf("<<%s>>=\n", name);
    free(variant);
    fe->in_chunk = true;
}

/* A line that looks like the first of a chunk, where no chunk begins.  */
static void check_unseen(struct frontend *fe, const char *text)
{
    const char *s = text + strspn(text, " \t");
    size_t indent;
    char *name = chunk_reference(text, &indent);

    if (name || (starts_with(s, "<<") && strstr(s, ">>=")))
        complain(fe->path, fe->fences.line, "no chunk begins here; write "
                 "<<what the code does>>= as the first line of a fence, or "
                 "mark the fence .sketch");
    free(name);
}

static void chunk_line(struct frontend *fe, const char *text)
{
    size_t line = fe->fences.line, indent;
    char *name = chunk_reference(text, &indent);
    char *definition = chunk_definition(text + strspn(text, " \t"));

    if (definition)
        complain(fe->path, line, "<<%s>>= starts a second chunk in one "
                 "fence; give it a fence of its own", definition);
    if (columns(text) > MAX_COLUMNS)
        complain(fe->path, line, "this line of code has %zu columns; "
                 "break it at %d", columns(text), MAX_COLUMNS);
    if (name)
        printf("%.*s<<%s>>", (int)indent, text, name);
    else
        put_escaped(text, false);
    putchar('\n');
    free(name);
    free(definition);
}

static void fence_body(struct frontend *fe, const char *text)
{
    bool sketch = has_class(fe->fences.info, "sketch");
    char *name = NULL;

    fe->body_lines++;
    if (fe->body_lines == 1 && !sketch)
        name = chunk_definition(text);
    if (name) {
        start_chunk(fe, name);
    } else if (fe->in_chunk) {
        chunk_line(fe, text);
    } else {
        if (!sketch)
            check_unseen(fe, text);
        put_escaped(text, true);
        putchar('\n');
    }
    free(name);
}

static void fence_close(struct frontend *fe, const char *text)
{
    size_t lines = fe->body_lines - 1;

    if (fe->in_chunk && lines > MAX_LINES
        && !has_class(fe->fences.info, "long"))
        complain(fe->path, fe->fences.open_line, "this chunk has %zu lines, "
                 "over %d; split it, or mark a table of data .long",
                 lines, MAX_LINES);
    if (fe->in_chunk)
        fputs("@ ", stdout);
    fe->in_chunk = false;
    puts(text);
}

static void div_open(struct frontend *fe, const char *text)
{
    const char *attributes = fe->fences.divs.at[fe->fences.divs.n - 1]
        .attributes;
    char *id = get_attribute(attributes, "#");

    if (!id && (has_class(attributes, "experiment")
                || has_class(attributes, "solution")))
        complain(fe->path, fe->fences.line, "an experiment or a solution "
                 "needs a name; write {.experiment #exp-name title=\"…\"}");
    free(id);
    put_escaped(text, true);
    putchar('\n');
}

static void one_line(struct frontend *fe, const char *text)
{
    switch (fences_next(&fe->fences, text)) {
    case LINE_FENCE_OPEN:
        fe->body_lines = 0;
        put_escaped(text, true);
        putchar('\n');
        break;
    case LINE_FENCE_BODY:
        fence_body(fe, text);
        break;
    case LINE_FENCE_CLOSE:
        fence_close(fe, text);
        break;
    case LINE_DIV_OPEN:
        div_open(fe, text);
        break;
    case LINE_DIV_CLOSE:
    case LINE_PROSE:
        check_unseen(fe, text);
        put_escaped(text, true);
        putchar('\n');
    }
}

static void check_end(struct frontend *fe)
{
    struct fences *f = &fe->fences;

    if (f->mark)
        complain(fe->path, f->open_line, "this fence has no end; "
                 "close it with the same marks");
    for (size_t i = 0; i < f->divs.n; i++)
        complain(fe->path, f->divs.at[i].line, "this div has no end; "
                 "close it with :::");
}

int main(int argc, char **argv)
{
    struct frontend fe = { 0 };
    struct line line = { 0 };
    FILE *in;
    char *text;

    if (argc != 2)
        die("usage: frontend CHAPTER.md > CHAPTER.nw");
    fe.path = argv[1];
    in = fopen(fe.path, "r");
    if (!in)
        die("%s: cannot be read; check the name", fe.path);
    while ((text = read_line(in, &line)))
        one_line(&fe, text);
    check_end(&fe);
    fclose(in);
    free(line.text);
    return complaints ? 2 : 0;
}
