/* weave_book.c: what the front page and the indexes need to know of the whole
 * book, as one Lua table.  */
#include "weave.h"

#include <stdlib.h>
#include <string.h>

static void put_key(FILE *out, const char *key, const char *value)
{
    fprintf(out, "%s = ", key);
    put_string(out, value ? value : "");
    fputs(", ", out);
}

static struct chapter *written(struct weave *w, const char *slug)
{
    for (size_t i = 0; i < w->book->chapters.n; i++)
        if (strcmp(w->book->chapters.at[i]->slug, slug) == 0)
            return w->book->chapters.at[i];
    return NULL;
}

static void put_labels(FILE *out, struct weave *w, struct chapter *c)
{
    fputs("labels = {\n", out);
    for (size_t i = 0; i < w->labels.n; i++) {
        struct label *l = &w->labels.at[i];

        if (l->chapter != c || l->kind == LABEL_CHAPTER)
            continue;
        fprintf(out, "      { kind = \"%s\", number = \"%s\", ",
                label_names[l->kind], l->number);
        put_key(out, "id", l->id);
        put_key(out, "title", l->title);
        fprintf(out, "level = %d },\n", l->level);
    }
    fputs("    }, ", out);
}

static void put_road(FILE *out, struct weave *w)
{
    fputs("  parts = {\n", out);
    for (size_t i = 0; i < w->parts.n; i++) {
        fprintf(out, "    { number = %zu, ", i + 1);
        put_key(out, "title", w->parts.at[i].title);
        put_key(out, "weave", w->parts.at[i].weave);
        put_key(out, "blurb", w->parts.at[i].blurb);
        fputs("},\n", out);
    }
    fputs("  },\n  chapters = {\n", out);
    for (size_t i = 0; i < w->road.n; i++) {
        struct road_chapter *r = &w->road.at[i];
        struct chapter *c = written(w, r->slug);

        fprintf(out, "    { number = %d, part = %d, written = %s, ",
                r->number, r->part, c ? "true" : "false");
        put_key(out, "slug", r->slug);
        put_key(out, "title", r->title);
        put_key(out, "line", r->line);
        if (c)
            put_labels(out, w, c);
        fputs("},\n", out);
    }
    fputs("  },\n", out);
}

static void put_chunks(FILE *out, struct weave *w)
{
    fputs("  chunk_index = {\n", out);
    for (size_t i = 0; i < w->book->chapters.n; i++) {
        struct chapter *c = w->book->chapters.at[i];

        for (size_t k = 0; k < c->definitions.n; k++) {
            struct definition *d = c->definitions.at[k];

            if (d->variant)
                continue;
            fputs("    ", out);
            put_link(out, w, d);
            fputs(",\n", out);
        }
    }
    fputs("  },\n", out);
}

struct visit { FILE *out; struct weave *w; };

static void put_identifier(const struct identifier *id, void *data)
{
    struct visit *v = data;

    fputs("    { ", v->out);
    put_key(v->out, "name", id->name);
    fputs("defs = { ", v->out);
    for (size_t i = 0; i < id->definitions.n; i++) {
        put_link(v->out, v->w, id->definitions.at[i]);
        fputs(", ", v->out);
    }
    fputs("}, uses = { ", v->out);
    for (size_t i = 0; i < id->users.n; i++) {
        put_link(v->out, v->w, id->users.at[i]);
        fputs(", ", v->out);
    }
    fputs("} },\n", v->out);
}

void weave_book(struct weave *w, FILE *out)
{
    struct visit visit = { out, w };

    fputs("return {\n", out);
    put_road(out, w);
    put_chunks(out, w);
    fputs("  identifiers = {\n", out);
    index_each(put_identifier, &visit);
    fputs("  },\n  terms = {\n", out);
    for (size_t i = 0; i < w->terms.n; i++) {
        fputs("    { ", out);
        put_key(out, "id", w->terms.at[i].id);
        put_key(out, "term", w->terms.at[i].title);
        put_key(out, "text", w->terms.at[i].source);
        fputs("},\n", out);
    }
    fputs("  },\n}\n", out);
}
