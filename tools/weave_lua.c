/* weave_lua.c: write what pandoc's filters read, as Lua tables.  */
#include "weave.h"
#include "fence.h"

#include <stdlib.h>
#include <string.h>

void put_string(FILE *out, const char *s)
{
    putc_unlocked('"', out);
    for (; *s; s++) {
        if (*s == '"' || *s == '\\')
            putc_unlocked('\\', out);
        if (*s == '\n')
            fputs("\\n", out);
        else if (*s == '\t')
            fputs("\\t", out);
        else
            putc_unlocked(*s, out);
    }
    putc_unlocked('"', out);
}

static void put_field(FILE *out, const char *key, const char *value)
{
    fprintf(out, "%s = ", key);
    put_string(out, value ? value : "");
    fputs(", ", out);
}

void put_link(FILE *out, struct weave *w, struct definition *d)
{
    struct label *section = weave_section_at(w, d);

    fprintf(out, "{ chapter = %d, slug = \"%s\", id = \"%s\", ",
            d->chapter->number, d->chapter->slug, threads_id(d));
    fprintf(out, "number = \"%s\", ", threads_number(d));
    put_field(out, "name", d->name);
    fprintf(out, "section = \"%s\" }",
            section && section->number ? section->number : "");
}

static void put_optional_link(FILE *out, struct weave *w, const char *key,
                              struct definition *d)
{
    if (!d)
        return;
    fprintf(out, "      %s = ", key);
    put_link(out, w, d);
    fputs(",\n", out);
}

static struct definition *shown_definition(struct chapter *c,
                                           const char *name)
{
    struct history *h = threads_of(name);
    struct definition *best = NULL;

    for (size_t i = 0; h && i < h->all.n; i++) {
        struct definition *d = h->all.at[i];
        bool starts = d->op == OP_NEW || d->op == OP_REPLACE;

        if (d->op != OP_DROP && (!best || (starts
                                 && d->chapter->number <= c->number)))
            best = d;
    }
    return best;
}

static void put_body(FILE *out, struct weave *w, struct chapter *c,
                     struct definition *d)
{
    for (size_t i = 0; i < d->lines.n; i++) {
        struct code_line *line = &d->lines.at[i];
        struct definition *to;

        if (!line->ref) {
            put_string(out, line->text);
            fputs(", ", out);
            continue;
        }
        fputs("{ ref = ", out);
        put_string(out, line->ref);
        fputs(", indent = ", out);
        put_string(out, line->indent);
        to = shown_definition(c, line->ref);
        if (to) {
            fputs(", to = ", out);
            put_link(out, w, to);
        }
        fputs(" },\n        ", out);
    }
}

static void put_links(FILE *out, struct weave *w, const char *key,
                      struct definition **at, size_t n)
{
    if (!n)
        return;
    fprintf(out, "      %s = { ", key);
    for (size_t i = 0; i < n; i++) {
        put_link(out, w, at[i]);
        fputs(", ", out);
    }
    fputs("},\n", out);
}

static void put_identifiers(FILE *out, struct weave *w, struct definition *d)
{
    fputs("      defs = { ", out);
    for (size_t i = 0; i < d->defs.n; i++) {
        put_string(out, d->defs.at[i]);
        fputs(", ", out);
    }
    fputs("},\n      uses = { ", out);
    for (size_t i = 0; i < d->uses.n; i++) {
        struct definition *to = index_definition_of(d->uses.at[i], d);

        if (!to || (to == d))
            continue;
        fputs("{ ", out);
        put_field(out, "ident", d->uses.at[i]);
        fputs("to = ", out);
        put_link(out, w, to);
        fputs(" }, ", out);
    }
    fputs("},\n", out);
}

/* --- differences -------------------------------------------------------- */

typedef ARRAY(char *) text_list;

static void add_part(text_list *list, struct definition *d)
{
    for (size_t i = 0; i < d->lines.n; i++) {
        struct code_line *line = &d->lines.at[i];

        *GROW(*list) = line->ref
            ? xprintf("%s<<%s>>", line->indent, line->ref) : line->text;
    }
}

/* A replacement against all parts of what it replaces; a variant's addition
 * against nothing.  */
static void put_against(FILE *out, struct weave *w, struct definition *d)
{
    text_list old = { 0 }, new = { 0 };
    struct definition *first = threads_replaces(d);
    struct diff diff;

    (void)w;
    if (d->op != OP_REPLACE && d->op != OP_DROP && !d->variant)
        return;
    for (struct definition *p = first; p; p = threads_next(p))
        if (p->chapter->number <= d->chapter->number)
            add_part(&old, p);
    if (d->op != OP_DROP)
        add_part(&new, d);
    diff = diff_lines(old.at, old.n, new.at, new.n);
    fputs("      against = {\n", out);
    for (size_t i = 0; i < diff.n; i++) {
        fprintf(out, "        { \"%c\", ", diff.at[i].sign);
        put_string(out, diff.at[i].text);
        fputs(" },\n", out);
    }
    fputs("      },\n", out);
    free(diff.at);
    free(old.at);
    free(new.at);
}

/* --- one chunk ---------------------------------------------------------- */

static void put_lands(FILE *out, struct definition *d, struct files *files)
{
    fputs("      lands = { ", out);
    for (size_t i = 0; i < files->n; i++) {
        struct file *file = &files->at[i];

        for (size_t k = 0; k < file->starts.n; k++)
            if (file->starts.at[k].definition == d) {
                fputs("{ ", out);
                put_field(out, "path", file->path);
                fprintf(out, "line = %zu }, ", file->starts.at[k].line);
                break;
            }
    }
    fputs("},\n", out);
}

static void put_chunk(FILE *out, struct weave *w, struct definition *d,
                      struct files *files)
{
    static const char *const ops[] = { "new", "continue", "replace", "drop" };
    struct history *h = threads_of(d->name);
    char *language = first_class(d->info);

    fprintf(out, "    { key = %zu, id = \"%s\", ", d->index + 1,
            threads_id(d));
    if (d->variant)
        put_field(out, "variant", d->variant);
    else
        fprintf(out, "number = \"%s\", ", threads_number(d));
    put_field(out, "name", d->name);
    fprintf(out, "is_file = %s, lang = \"%s\", op = \"%s\", line = %zu,\n",
            is_file_name(d->name) ? "true" : "false", language, ops[d->op],
            d->line);
    free(language);
    put_lands(out, d, files);
    fputs("      body = { ", out);
    put_body(out, w, d->chapter, d);
    fputs("},\n", out);
    if (!d->variant && h) {
        put_links(out, w, "chain", h->all.at, h->all.n);
        fprintf(out, "      at = %zu,\n", threads_index(d) + 1);
        put_links(out, w, "used_in", h->users.at, h->users.n);
    }
    put_optional_link(out, w, "prev", threads_prev(d));
    put_optional_link(out, w, "next", threads_next(d));
    put_optional_link(out, w, "replaces", threads_replaces(d));
    put_optional_link(out, w, "replaced_by", threads_replaced_by(d));
    put_identifiers(out, w, d);
    put_against(out, w, d);
    fputs("    },\n", out);
}

/* --- bodies of the chunks that the page refers to ----------------------- */

static void put_thread_body(FILE *out, struct weave *w, struct snapshot *s,
                            struct chapter *c, const char *name,
                            text_list *done)
{
    struct thread *t = snapshot_find(s, name);

    for (size_t i = 0; i < done->n; i++)
        if (strcmp(done->at[i], name) == 0)
            return;
    *GROW(*done) = (char *)name;
    if (!t || !t->parts.n)
        return;
    fputs("    [", out);
    put_string(out, name);
    fputs("] = { ", out);
    for (size_t i = 0; i < t->parts.n; i++)
        put_body(out, w, c, t->parts.at[i]);
    fputs("},\n", out);
    for (size_t i = 0; i < t->parts.n; i++)
        for (size_t k = 0; k < t->parts.at[i]->lines.n; k++)
            if (t->parts.at[i]->lines.at[k].ref)
                put_thread_body(out, w, s, c,
                                t->parts.at[i]->lines.at[k].ref, done);
}

static void put_bodies(FILE *out, struct weave *w, struct chapter *c,
                       struct snapshot *s)
{
    text_list done = { 0 };

    fputs("  bodies = {\n", out);
    for (size_t i = 0; i < c->definitions.n; i++) {
        struct definition *d = c->definitions.at[i];

        for (size_t k = 0; k < d->lines.n; k++)
            if (d->lines.at[k].ref)
                put_thread_body(out, w, s, c, d->lines.at[k].ref, &done);
    }
    fputs("  },\n", out);
    free(done.at);
}

/* --- labels ------------------------------------------------------------- */

static void put_label(FILE *out, struct label *l)
{
    fprintf(out, "    { ");
    put_field(out, "id", l->id);
    fprintf(out, "number = \"%s\", ", l->number);
    put_field(out, "title", l->title);
    if (l->source)
        put_field(out, "source", l->source);
    if (l->kind == LABEL_EXERCISE)
        fprintf(out, "grade = %s, ", l->extra ? l->extra : "1");
    if (l->kind == LABEL_SOLUTION)
        put_field(out, "exercise", l->extra);
    if (l->level)
        fprintf(out, "level = %d, ", l->level);
    fprintf(out, "line = %zu },\n", l->line);
}

/* As a list, or as a table with the ids for keys.  */
static void put_labels(FILE *out, struct weave *w, struct chapter *c,
                       enum label_kind kind, const char *name, bool keyed)
{
    fprintf(out, "  %s = {\n", name);
    for (size_t i = 0; i < w->labels.n; i++) {
        struct label *l = &w->labels.at[i];

        if (l->chapter != c || l->kind != kind)
            continue;
        if (keyed)
            fprintf(out, "    [\"%s\"] =", l->id);
        put_label(out, l);
    }
    fputs("  },\n", out);
}

static void put_all_labels(FILE *out, struct weave *w, struct chapter *c,
                           bool keyed)
{
    put_labels(out, w, c, LABEL_SECTION, "sections", false);
    put_labels(out, w, c, LABEL_FIGURE, "figures", keyed);
    put_labels(out, w, c, LABEL_TABLE, "tables", keyed);
    put_labels(out, w, c, LABEL_EXPERIMENT, "experiments", keyed);
    put_labels(out, w, c, LABEL_EXERCISE, "exercises", keyed);
    put_labels(out, w, c, LABEL_SOLUTION, "solutions", keyed);
}

/* --- whole files -------------------------------------------------------- */

static void put_neighbour(FILE *out, struct weave *w, const char *key,
                          struct chapter *c)
{
    struct label *title = c ? weave_label(w, c, "") : NULL;

    if (!c)
        return;
    fprintf(out, "  %s = { number = %d, slug = \"%s\", ", key, c->number,
            c->slug);
    put_field(out, "title", title ? title->title : c->slug);
    fputs("},\n", out);
}

static void put_head(FILE *out, struct weave *w, struct chapter *c)
{
    struct label *title = weave_label(w, c, "");
    struct chapter *prev = NULL, *next = NULL;

    for (size_t i = 0; i < w->book->chapters.n; i++)
        if (w->book->chapters.at[i] == c) {
            prev = i ? w->book->chapters.at[i - 1] : NULL;
            next = i + 1 < w->book->chapters.n
                ? w->book->chapters.at[i + 1] : NULL;
        }
    fprintf(out, "return {\n  number = %d, slug = \"%s\", ", c->number,
            c->slug);
    put_field(out, "title", title ? title->title : c->slug);
    put_field(out, "source", c->path);
    fputc('\n', out);
    for (size_t i = 0; i < w->road.n; i++) {
        struct road_chapter *r = &w->road.at[i];

        if (r->number != c->number || !r->part)
            continue;
        fprintf(out, "  part = %d, ", r->part);
        put_field(out, "part_title", w->parts.at[r->part - 1].title);
        put_field(out, "line", r->line);
        fputc('\n', out);
    }
    put_neighbour(out, w, "prev", prev);
    put_neighbour(out, w, "next", next);
}

void weave_chapter_sidecar(struct weave *w, struct chapter *c, FILE *out)
{
    struct snapshot *now = snapshot_make(w->book, c->number, NULL, false);
    struct snapshot *was = snapshot_make(w->book, c->number - 1, NULL,
                                         false);
    struct files files = expand_all(now), before = expand_all(was);

    put_head(out, w, c);
    put_all_labels(out, w, c, true);
    fputs("  chunks = {\n", out);
    for (size_t i = 0; i < c->definitions.n; i++)
        put_chunk(out, w, c->definitions.at[i], &files);
    fputs("  },\n", out);
    put_bodies(out, w, c, now);
    refs_put(w, c, out);
    recap_put(w, c, &before, &files, out);
    fputs("}\n", out);
    files_free(&files);
    files_free(&before);
    snapshot_free(now);
    snapshot_free(was);
}

void weave_source(struct weave *w, FILE *out)
{
    struct snapshot *s;
    struct files files;
    int last = 0;

    for (size_t i = 0; i < w->book->chapters.n; i++)
        last = w->book->chapters.at[i]->number;
    s = snapshot_make(w->book, last, NULL, false);
    files = expand_all(s);
    fputs("return {\n", out);
    for (size_t i = 0; i < files.n; i++) {
        struct definition *d = NULL;

        fputs("  { ", out);
        put_field(out, "path", files.at[i].path);
        fputs("lines = {\n", out);
        for (size_t k = 0; k < files.at[i].lines.n; k++) {
            struct file_line *line = &files.at[i].lines.at[k];

            fputs("    { ", out);
            put_string(out, line->text);
            if (line->definition != d) {
                fputs(", ", out);
                put_link(out, w, line->definition);
            }
            d = line->definition;
            fputs(" },\n", out);
        }
        fputs("  } },\n", out);
    }
    fputs("}\n", out);
    files_free(&files);
    snapshot_free(s);
}
