/* weave_refs.c: what a chapter's prose mentions: links, chunks, computed
 * numbers, terms. Each becomes an entry of the sidecar, once; what leads
 * nowhere is an error with its line.  */
#include "weave.h"
#include "fence.h"

#include <stdlib.h>
#include <string.h>

typedef ARRAY(char *) seen_list;

struct scan {
    struct weave *w;
    struct chapter *c;
    size_t line;
    FILE *refs, *chunks, *terms, *numbers;
    seen_list seen;
};

static bool first_time(struct scan *s, const char *what)
{
    for (size_t i = 0; i < s->seen.n; i++)
        if (strcmp(s->seen.at[i], what) == 0)
            return false;
    *GROW(s->seen) = xstrdup(what);
    return true;
}

static void put_ref(struct scan *s, const char *target, struct label *l)
{
    fputs("    [", s->refs);
    put_string(s->refs, target);
    fprintf(s->refs, "] = { kind = \"%s\", number = \"%s\", slug = \"%s\", "
            "id = ", label_names[l->kind], l->number ? l->number : "",
            l->chapter->slug);
    put_string(s->refs, l->id);
    fputs(", title = ", s->refs);
    put_string(s->refs, l->title ? l->title : "");
    fputs(" },\n", s->refs);
}

static struct chapter *chapter_of(struct weave *w, const char *slug,
                                  size_t n)
{
    for (size_t i = 0; i < w->book->chapters.n; i++) {
        struct chapter *c = w->book->chapters.at[i];

        if (strlen(c->slug) == n && strncmp(c->slug, slug, n) == 0)
            return c;
    }
    return NULL;
}

/* A chapter that is on the road but not yet written.  */
static bool road_ref(struct scan *s, const char *target, size_t n)
{
    for (size_t i = 0; i < s->w->road.n; i++) {
        struct road_chapter *r = &s->w->road.at[i];

        if (strlen(r->slug) != n || strncmp(r->slug, target, n) != 0)
            continue;
        fputs("    [", s->refs);
        put_string(s->refs, target);
        fprintf(s->refs, "] = { kind = \"chapter\", number = \"%d\", "
                "written = false, title = ", r->number);
        put_string(s->refs, r->title ? r->title : "");
        fputs(" },\n", s->refs);
        return true;
    }
    return false;
}

static void term(struct scan *s, const char *id)
{
    struct label *t = weave_term(s->w, id);

    if (!t) {
        complain(s->c->path, s->line, "the glossary has no term #%s; add "
                 "it to %s/glossary.md", id, s->w->book->folder);
        return;
    }
    fputs("    [", s->terms);
    put_string(s->terms, id);
    fputs("] = { term = ", s->terms);
    put_string(s->terms, t->title);
    fputs(", text = ", s->terms);
    put_string(s->terms, t->source);
    fputs(" },\n", s->terms);
}

static void chunk_anchor(struct scan *s, struct chapter *c,
                         const char *target, const char *id)
{
    for (size_t i = 0; i < c->definitions.n; i++) {
        struct definition *d = c->definitions.at[i];
        struct label l = { .kind = LABEL_CHUNK, .chapter = c };

        if (strcmp(threads_id(d), id) != 0)
            continue;
        l.id = (char *)id;
        l.number = xstrdup(threads_number(d));
        l.title = d->name;
        put_ref(s, target, &l);
        return;
    }
    complain(s->c->path, s->line, "chapter %d has no %s; correct the name",
             c->number, id);
}

static void link_to(struct scan *s, const char *target)
{
    size_t n = strcspn(target, "#");
    const char *id = target[n] ? target + n + 1 : "";
    struct chapter *c = s->c;
    struct label *label;

    if (strstr(target, "://") || starts_with(target, "mailto:")
        || starts_with(target, "figures/") || !first_time(s, target))
        return;
    if (starts_with(target, "glossary.md#")) {
        term(s, id);
        return;
    }
    if (n > 3 && strncmp(target + n - 3, ".md", 3) == 0) {
        c = chapter_of(s->w, target, n - 3);
        if (!c && !*id && road_ref(s, target, n - 3))
            return;
    } else if (n) {
        complain(s->c->path, s->line, "%s is not a chapter; link to "
                 "NN-slug.md, #name or a web address", target);
        return;
    }
    label = c ? weave_label(s->w, c, id) : NULL;
    if (label)
        put_ref(s, target, label);
    else if (c && !*id)
        return;                 /* no title, which is said elsewhere */
    else if (c && starts_with(id, "chunk-"))
        chunk_anchor(s, c, target, id);
    else
        complain(s->c->path, s->line, "%s leads nowhere; correct it, or "
                 "give its target that name", target);
}

static void named_chunk(struct scan *s, const char *name)
{
    struct history *h = threads_of(name);
    struct definition *best = NULL;
    char *key = xprintf("<<%s", name);

    if (!first_time(s, key))
        return;
    for (size_t i = 0; h && i < h->all.n; i++)
        if (!best || h->all.at[i]->chapter->number <= s->c->number)
            best = h->all.at[i];
    if (!best) {
        complain(s->c->path, s->line, "there is no chunk <<%s>>; correct "
                 "its name", name);
        return;
    }
    fputs("    [", s->chunks);
    put_string(s->chunks, name);
    fputs("] = ", s->chunks);
    put_link(s->chunks, s->w, best);
    fputs(",\n", s->chunks);
}

/* The file of computed numbers has a line "name value" for each.  */
char *weave_number(struct weave *w, struct chapter *c, const char *name)
{
    char *path, *text, *found = NULL;
    size_t n = strlen(name);
    struct line line = { 0 };
    FILE *in;

    if (!w->numbers)
        return NULL;
    path = xprintf("%s/%s", w->numbers, c->slug);
    in = fopen(path, "r");
    free(path);
    while (in && !found && (text = read_line(in, &line)))
        if (strncmp(text, name, n) == 0 && text[n] == ' ')
            found = xstrdup(text + n + 1);
    if (in)
        fclose(in);
    free(line.text);
    return found;
}

static void number(struct scan *s, const char *name)
{
    char *key = xprintf("{%s", name), *value;

    if (!s->w->numbers || !first_time(s, key))
        return;
    value = weave_number(s->w, s->c, name);
    if (!value) {
        complain(s->c->path, s->line, "no run and no file gives the number "
                 "{%s}; make evidence makes the runs, and build/numbers/ "
                 "lists the numbers", name);
        return;
    }
    fputs("    [", s->numbers);
    put_string(s->numbers, name);
    fputs("] = ", s->numbers);
    put_string(s->numbers, value);
    fputs(",\n", s->numbers);
    free(value);
}

static void code_span(struct scan *s, const char *text, size_t n)
{
    char *inner;

    if (n > 5 && strncmp(text, "<<", 2) == 0
        && strncmp(text + n - 2, ">>", 2) == 0) {
        inner = xstrndup(text + 2, n - 4);
        named_chunk(s, inner);
        free(inner);
    } else if (n > 2 && text[0] == '{' && text[n - 1] == '}'
               && !memchr(text, ' ', n)) {
        inner = xstrndup(text + 1, n - 2);
        number(s, inner);
        free(inner);
    }
}

/* Where the code span that begins with n backticks ends, or NULL.  */
static const char *span_end(const char *text, size_t n)
{
    for (const char *p = text; (p = strchr(p, '`')); p += strspn(p, "`"))
        if (strspn(p, "`") == n)
            return p;
    return NULL;
}

/* A span may go on in the next line, as a space.  */
static char *span_text(const char *from, const char *end)
{
    char *text = xstrndup(from, end - from), *to = text;

    for (char *p = text; *p; p++) {
        if (*p == '\n') {
            *to++ = ' ';
            p += strspn(p + 1, " \t");
        } else {
            *to++ = *p;
        }
    }
    *to = '\0';
    return text;
}

static size_t count_lines(const char *from, const char *end)
{
    size_t n = 0;

    for (; from < end; from++)
        n += *from == '\n';
    return n;
}

/* A code span at p; the result is where the text goes on.  */
static const char *span(struct scan *s, const char *p)
{
    size_t n = strspn(p, "`");
    const char *end = span_end(p + n, n);
    char *text;

    if (!end)
        return p + n;
    text = span_text(p + n, end);
    code_span(s, text, strlen(text));
    free(text);
    s->line += count_lines(p, end);
    return end + n;
}

/* A paragraph, its lines ended by newlines.  */
static void paragraph(struct scan *s, const char *p)
{
    while (*p) {
        if (*p == '`') {
            p = span(s, p);
            continue;
        }
        if (p[0] == ']' && p[1] == '(') {
            char *target = xstrndup(p + 2, strcspn(p + 2, ") \n"));

            link_to(s, target);
            free(target);
        } else if (*p == '\\' && p[1] && p[1] != '\n') {
            p++;
        } else if (*p == '\n') {
            s->line++;
        }
        p++;
    }
}

static void scan(struct scan *s)
{
    struct fences f = { 0 };
    char *whole = xstrdup(""), *longer;

    for (size_t i = 0; i <= s->c->prose.n; i++) {
        const char *text = i < s->c->prose.n ? s->c->prose.at[i].text : NULL;

        if (text && fences_next(&f, text) == LINE_PROSE
            && text[strspn(text, " \t")]) {
            if (!*whole)
                s->line = s->c->prose.at[i].line;
            longer = xprintf("%s%s\n", whole, text);
            free(whole);
            whole = longer;
        } else if (*whole) {
            paragraph(s, whole);
            *whole = '\0';
        }
    }
    free(whole);
}

static void put_table(FILE *out, const char *name, char *body)
{
    fprintf(out, "  %s = {\n%s  },\n", name, body);
    free(body);
}

void refs_put(struct weave *w, struct chapter *c, FILE *out)
{
    struct scan s = { .w = w, .c = c };
    char *text[4];
    size_t n[4];

    s.refs = open_memstream(&text[0], &n[0]);
    s.chunks = open_memstream(&text[1], &n[1]);
    s.terms = open_memstream(&text[2], &n[2]);
    s.numbers = open_memstream(&text[3], &n[3]);
    scan(&s);
    fclose(s.refs);
    fclose(s.chunks);
    fclose(s.terms);
    fclose(s.numbers);
    put_table(out, "refs", text[0]);
    put_table(out, "chunkrefs", text[1]);
    put_table(out, "terms", text[2]);
    put_table(out, "numbers", text[3]);
}
