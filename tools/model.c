#include "model.h"
#include "fence.h"

#include <stdlib.h>
#include <string.h>

struct reader {
    struct book *book;
    struct chapter *chapter;
    struct definition *definition;      /* the chunk being read, or NULL */
    size_t line;                        /* of the chapter */
    char *text;                         /* the line so far */
    char *ref;
    bool in_code;
};

bool is_file_name(const char *name)
{
    return strcmp(name, "Makefile") == 0
        || (!strchr(name, ' ') && (strchr(name, '/') || strchr(name, '.')));
}

static void start_chapter(struct reader *r, const char *name)
{
    const char *base = strrchr(name, '/');
    struct chapter *chapter = xmalloc(sizeof *chapter);

    base = base ? base + 1 : name;
    chapter->slug = xstrndup(base, strcspn(base, "."));
    chapter->number = atoi(chapter->slug);
    chapter->path = xprintf("%s/%s.md", r->book->folder, chapter->slug);
    *GROW(r->book->chapters) = chapter;
    r->chapter = chapter;
    r->line = 0;
}

static void read_operator(struct definition *d)
{
    char *colon = strstr(d->name, ": ");

    if (starts_with(d->name, "variant ") && colon) {
        d->variant = xstrndup(d->name + 8, colon - d->name - 8);
        memmove(d->name, colon + 2, strlen(colon + 2) + 1);
    }
    if (starts_with(d->name, "replace: ")) {
        d->op = OP_REPLACE;
        memmove(d->name, d->name + 9, strlen(d->name + 9) + 1);
    } else if (starts_with(d->name, "drop: ")) {
        d->op = OP_DROP;
        memmove(d->name, d->name + 6, strlen(d->name + 6) + 1);
    }
}

static char *last_fence(struct chapter *chapter)
{
    const char *text = chapter->prose.n
        ? chapter->prose.at[chapter->prose.n - 1].text : NULL;

    if (!text)
        return xstrdup("");
    text += strspn(text, " ");
    text += strspn(text, "`~");
    return xstrdup(text + strspn(text, " \t"));
}

static void start_definition(struct reader *r, const char *name)
{
    struct definition *d = xmalloc(sizeof *d);
    struct prose_line *place;

    d->name = xstrdup(name);
    d->chapter = r->chapter;
    d->line = r->line + 1;
    d->info = last_fence(r->chapter);
    d->index = r->chapter->definitions.n;
    read_operator(d);
    *GROW(r->chapter->definitions) = d;
    place = GROW(r->chapter->prose);
    place->line = d->line;
    place->definition = d;
    r->definition = d;
}

static void add_text(struct reader *r, const char *text)
{
    char *whole = xprintf("%s%s", r->text ? r->text : "", text);

    free(r->text);
    r->text = whole;
}

static void end_line(struct reader *r)
{
    r->line++;
    if (r->definition && r->line > r->definition->line) {
        struct code_line *line = GROW(r->definition->lines);

        line->ref = r->ref;
        if (r->ref)
            line->indent = xstrndup(r->text ? r->text : "",
                                    r->text ? strspn(r->text, " \t") : 0);
        else
            line->text = xstrdup(r->text ? r->text : "");
    } else if (!r->definition) {
        struct prose_line *line = GROW(r->chapter->prose);

        line->line = r->line;
        line->text = xstrdup(r->text ? r->text : "");
    }
    free(r->text);
    r->text = r->ref = NULL;
}

/* noweb ends a file in mid-line only if the file does.  */
static void end_part(struct reader *r)
{
    if (r->text)
        end_line(r);
    r->definition = NULL;
}

static void one_token(struct reader *r, const char *t)
{
    if (starts_with(t, "@text "))
        add_text(r, t + 6);
    else if (strcmp(t, "@nl") == 0)
        end_line(r);
    else if (starts_with(t, "@use "))
        r->ref = xstrdup(t + 5);
    else if (starts_with(t, "@defn "))
        start_definition(r, t + 6);
    else if (starts_with(t, "@quote"))
        add_text(r, "[[");
    else if (starts_with(t, "@endquote"))
        add_text(r, "]]");
    else if (starts_with(t, "@end "))
        end_part(r);
    else if (starts_with(t, "@file "))
        start_chapter(r, t + 6);
    else if (starts_with(t, "@fatal"))
        complain(r->chapter ? r->chapter->path : "noweb", r->line,
                 "noweb gave up: %s; run its stages by hand", t);
}

struct book *book_read(const char *folder, char **paths, size_t n)
{
    struct reader r = { 0 };

    r.book = xmalloc(sizeof *r.book);
    r.book->folder = xstrdup(folder);
    for (size_t i = 0; i < n; i++) {
        FILE *in = fopen(paths[i], "r");
        struct line line = { 0 };
        char *text;

        if (!in)
            die("%s: cannot be read; run the stages before it", paths[i]);
        while ((text = read_line(in, &line)))
            one_token(&r, text);
        fclose(in);
        free(line.text);
    }
    return r.book;
}
