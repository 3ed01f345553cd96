/* weave_expand.c: expand a snapshot's files as noweb does, but remember where
 * each line comes from.  */
#include "weave.h"

#include <stdlib.h>
#include <string.h>

static void put_line(struct file *file, const char *indent, const char *text,
                     struct definition *d, size_t at)
{
    struct file_line *line = GROW(file->lines);

    line->text = xprintf("%s%s", *text ? indent : "", text);
    line->definition = d;
    line->at = at;
}

static void expand(struct snapshot *s, struct thread *t, const char *indent,
                   struct file *file);

static void expand_line(struct snapshot *s, struct definition *d, size_t at,
                        const char *indent, struct file *file)
{
    struct code_line *line = &d->lines.at[at];
    struct thread *inner;
    char *deeper;

    if (!snapshot_keeps(s, d, at))
        return;
    if (!line->ref) {
        put_line(file, indent, line->text, d, at);
        return;
    }
    inner = snapshot_find(s, line->ref);
    if (!inner)
        return;
    deeper = xprintf("%s%s", indent, line->indent);
    expand(s, inner, deeper, file);
    free(deeper);
}

/* One part of a chunk; remember where in the file it came to stand, which may
 * be the first line of a chunk that it begins with.  */
static void expand_part(struct snapshot *s, struct definition *d,
                        const char *indent, struct file *file)
{
    size_t before = file->lines.n;
    struct start *start;

    for (size_t i = 0; i < d->lines.n; i++)
        expand_line(s, d, i, indent, file);
    if (file->lines.n == before)
        return;
    start = GROW(file->starts);
    start->definition = d;
    start->line = before + 1;
}

static void expand(struct snapshot *s, struct thread *t, const char *indent,
                   struct file *file)
{
    if (t->on_path)
        return;                 /* the book is refused for it elsewhere */
    t->on_path = 1;
    for (size_t i = 0; i < t->parts.n; i++)
        expand_part(s, t->parts.at[i], indent, file);
    t->on_path = 0;
}

struct files expand_all(struct snapshot *s)
{
    struct files files = { 0 };

    for (size_t i = 0; i < s->n; i++) {
        struct thread *t = &s->threads[i];

        if (is_file_name(t->name) && t->parts.n) {
            struct file *file = GROW(files);

            file->path = t->name;
            expand(s, t, "", file);
        }
    }
    return files;
}

struct file *files_find(struct files *f, const char *path)
{
    for (size_t i = 0; i < f->n; i++)
        if (strcmp(f->at[i].path, path) == 0)
            return &f->at[i];
    return NULL;
}

void files_free(struct files *f)
{
    for (size_t i = 0; i < f->n; i++) {
        for (size_t k = 0; k < f->at[i].lines.n; k++)
            free(f->at[i].lines.at[k].text);
        free(f->at[i].lines.at);
        free(f->at[i].starts.at);
    }
    free(f->at);
}
