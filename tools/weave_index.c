/* weave_index.c: identifiers. The stream holds every chunk of the book in
 * order, with noweb's @index tokens; they are counted off against the
 * book.  */
#include "weave.h"

#include <ctype.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

static void *identifiers;       /* a tree, by name */

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct identifier *)a)->name,
                  ((const struct identifier *)b)->name);
}

static struct identifier *identifier_for(const char *name, bool make)
{
    struct identifier want = { .name = (char *)name }, *fresh;
    void *found = tfind(&want, &identifiers, by_name);

    if (found)
        return *(struct identifier **)found;
    if (!make)
        return NULL;
    fresh = xmalloc(sizeof *fresh);
    fresh->name = xstrdup(name);
    tsearch(fresh, &identifiers, by_name);
    return fresh;
}

static struct definition *nth_definition(struct book *book, size_t n)
{
    for (size_t i = 0; i < book->chapters.n; i++) {
        struct chapter *c = book->chapters.at[i];

        if (n < c->definitions.n)
            return c->definitions.at[n];
        n -= c->definitions.n;
    }
    die("the index does not fit the book; remove build/ and try again");
}

static bool holds(char **at, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(at[i], name) == 0)
            return true;
    return false;
}

static void define(struct definition *d, const char *name)
{
    if (holds(d->defs.at, d->defs.n, name))
        return;
    *GROW(d->defs) = xstrdup(name);
    if (!d->variant)
        *GROW(identifier_for(name, true)->definitions) = d;
}

/* The code of a chunk without comments and strings: the words in those are
 * no uses.  */
static char *bare_code(struct definition *d)
{
    char *text, quote = 0;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    bool comment = false;

    for (size_t i = 0; i < d->lines.n; i++) {
        const char *s = d->lines.at[i].text;

        for (; s && *s; s++) {
            bool ends = comment && s[0] == '*' && s[1] == '/';

            if (!quote && !comment && strncmp(s, "//", 2) == 0)
                break;
            if (!quote && strncmp(s, "/*", 2) == 0)
                comment = true;
            else if (!comment && (*s == '"' || *s == '\'')
                     && (!quote || quote == *s))
                quote = quote ? 0 : *s;
            else if (quote && *s == '\\' && s[1])
                s++;
            else if (!quote && !comment)
                fputc(*s, out);
            if (ends) {
                comment = false;
                s++;
            }
        }
        quote = 0;
        fputc('\n', out);
    }
    fclose(out);
    return text;
}

static bool is_word(int c)
{
    return isalnum(c) || c == '_';
}

static bool has_word(const char *text, const char *word)
{
    size_t n = strlen(word);

    for (const char *p = text; (p = strstr(p, word)); p += n)
        if ((p == text || !is_word((unsigned char)p[-1]))
            && !is_word((unsigned char)p[n]))
            return true;
    return false;
}

static void use(struct definition *d, const char *name, const char *code)
{
    if (holds(d->uses.at, d->uses.n, name) || !has_word(code, name))
        return;
    *GROW(d->uses) = xstrdup(name);
    if (!d->variant)
        *GROW(identifier_for(name, true)->users) = d;
}

void index_read(struct book *book, const char *path)
{
    FILE *in = fopen(path, "r");
    struct line line = { 0 };
    struct definition *d = NULL;
    size_t n = 0;
    char *t, *code = NULL;

    if (!in)
        die("%s: cannot be read; run autodefs and finduses first", path);
    while ((t = read_line(in, &line))) {
        if (starts_with(t, "@begin code")) {
            d = nth_definition(book, n++);
            free(code);
            code = bare_code(d);
        } else if (d && starts_with(t, "@index defn ")) {
            define(d, t + 12);
        } else if (d && starts_with(t, "@index use ")) {
            use(d, t + 11, code);
        }
    }
    fclose(in);
    free(line.text);
}

/* Of several definitions of a name, the one the user means: its own chunk's,
 * else the last that stands no later than the user's chapter.  */
struct definition *index_definition_of(const char *name,
                                       struct definition *user)
{
    struct identifier *id = identifier_for(name, false);
    struct definition *best = NULL;

    for (size_t i = 0; id && i < id->definitions.n; i++) {
        struct definition *d = id->definitions.at[i];

        if (d == user)
            return d;
        if (!best || d->chapter->number <= user->chapter->number)
            best = d;
    }
    return best;
}

static void (*visitor)(const struct identifier *, void *);
static void *visitor_data;

static void visit_node(const void *node, VISIT which, int depth)
{
    const struct identifier *id = *(struct identifier *const *)node;

    (void)depth;
    if ((which == postorder || which == leaf) && id->definitions.n)
        visitor(id, visitor_data);
}

void index_each(void (*visit)(const struct identifier *, void *), void *data)
{
    visitor = visit;
    visitor_data = data;
    twalk(identifiers, visit_node);
}
