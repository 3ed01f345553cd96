/* supersede - from the book's token streams to one stream a snapshot
 *
 * usage: supersede [-L] FOLDER OUT TOKENS...
 *
 * Reads what `markup -t` made of each chapter in FOLDER, in order. Snapshot N
 * is what chapters 1..N define: a chunk named "replace: x" stands in for all
 * earlier definitions of x, and "drop: x" removes it together with the
 * references to it. For each snapshot, and for each experiment and solution
 * ("variant"), writes
 *
 *     OUT/NN-slug.tok     token stream for mnt, only what is used
 *     OUT/NN-slug.files   the names of its files, a line each
 *     OUT/NN-slug@VARIANT.tok, .files
 *
 * and touches only those that changed. With -L the tokens say where in the book
 * each line stands, for mnt -L; without it, a line more of prose changes none
 * of them. Complains, with the chapter's line, about what the book must not
 * contain (see model.h), and then writes nothing and exits with status 2.
 * With - for OUT it only checks.
 */
#include "model.h"
#include "fence.h"

#include <stdlib.h>
#include <string.h>

static bool with_lines;         /* -L */

static void put_line(FILE *out, struct snapshot *s, struct code_line *line,
                     const char *indent);

/* mnt indents what a reference comes to by blanks, never by tabs: behind a
 * tab, which in a makefile has to stay one, the lines are put here.  */
static void put_inline(FILE *out, struct snapshot *s, const char *name,
                       const char *indent)
{
    struct thread *t = snapshot_find(s, name);

    for (size_t i = 0; t && i < t->parts.n; i++) {
        struct definition *d = t->parts.at[i];

        for (size_t k = 0; k < d->lines.n; k++)
            if (snapshot_keeps(s, d, k))
                put_line(out, s, &d->lines.at[k], indent);
    }
}

static void put_line(FILE *out, struct snapshot *s, struct code_line *line,
                     const char *indent)
{
    char *deeper;

    if (!line->ref) {
        fprintf(out, "@text %s%s\n@nl\n", *line->text ? indent : "",
                line->text);
        return;
    }
    deeper = xprintf("%s%s", indent, line->indent);
    if (strchr(deeper, '\t'))
        put_inline(out, s, line->ref, deeper);
    else
        fprintf(out, "@text %s\n@use %s\n@text \n@nl\n", deeper, line->ref);
    free(deeper);
}

static void put_part(FILE *out, struct snapshot *s, struct definition *d,
                     size_t serial)
{
    bool gap = true;            /* is the line before not line i - 1? */

    fprintf(out, "@begin code %zu\n@defn %s\n@nl\n", serial, d->name);
    for (size_t i = 0; i < d->lines.n; i++) {
        if (!snapshot_keeps(s, d, i)) {
            gap = true;
            continue;
        }
        if (gap && with_lines)
            fprintf(out, "@line %zu\n", d->line + i + 2);
        gap = d->lines.at[i].ref && strchr(d->lines.at[i].indent, '\t');
        put_line(out, s, &d->lines.at[i], "");
    }
    fprintf(out, "@end code %zu\n", serial);
}

static void put_tokens(FILE *out, struct snapshot *s)
{
    const char *path = NULL;
    size_t serial = 0;

    for (size_t i = 0; i < s->n; i++)
        for (size_t k = 0; s->threads[i].reached
                           && k < s->threads[i].parts.n; k++) {
            struct definition *d = s->threads[i].parts.at[k];

            if (with_lines && (!path || strcmp(path, d->chapter->path)))
                fprintf(out, "@file %s\n", d->chapter->path);
            path = d->chapter->path;
            put_part(out, s, d, ++serial);
        }
}

static void put_files(FILE *out, struct snapshot *s)
{
    for (size_t i = 0; i < s->n; i++)
        if (is_file_name(s->threads[i].name) && s->threads[i].parts.n)
            fprintf(out, "%s\n", s->threads[i].name);
}

static void save(const char *folder, const char *name, const char *suffix,
                 struct snapshot *s, void put(FILE *, struct snapshot *))
{
    char *path = xprintf("%s/%s%s", folder, name, suffix), *text;
    size_t length;
    FILE *out = open_memstream(&text, &length);

    put(out, s);
    fclose(out);
    write_if_changed(path, text, length);
    free(text);
    free(path);
}

static void one_snapshot(struct book *book, struct chapter *chapter,
                         const char *variant, const char *folder)
{
    struct snapshot *s = snapshot_make(book, chapter->number, variant,
                                       !folder);
    size_t before = complaints;
    char *name = variant ? xprintf("%s@%s", chapter->slug, variant)
                         : xstrdup(chapter->slug);

    snapshot_check(s);
    if (folder && complaints == before) {
        save(folder, name, ".tok", s, put_tokens);
        save(folder, name, ".files", s, put_files);
    }
    free(name);
    snapshot_free(s);
}

/* A variant of the chapter, and of a solution that brings its own test, what
 * the test alone makes of the chapter.  */
static void one_variant(struct book *book, struct chapter *c,
                        const char *variant, const char *folder)
{
    char *check = xprintf("%s~check", variant);
    bool has_check = false;

    one_snapshot(book, c, variant, folder);
    for (size_t i = 0; i < c->definitions.n; i++)
        has_check |= c->definitions.at[i]->variant
            && strcmp(c->definitions.at[i]->variant, variant) == 0
            && has_class(c->definitions.at[i]->info, "check");
    if (has_check && folder)
        one_snapshot(book, c, check, folder);
    free(check);
}

static void each_snapshot(struct book *book, const char *folder)
{
    for (size_t i = 0; i < book->chapters.n; i++) {
        struct chapter *c = book->chapters.at[i];
        const char *variant = NULL;

        if (c->number > 0)
            one_snapshot(book, c, NULL, folder);
        for (size_t k = 0; k < c->definitions.n; k++) {
            const char *v = c->definitions.at[k]->variant;

            if (v && (!variant || strcmp(v, variant) != 0))
                one_variant(book, c, v, folder);
            if (v)
                variant = v;
        }
    }
}

/* `make run CH=2` has to know which.  */
static void check_numbers(struct book *book)
{
    for (size_t i = 1; i < book->chapters.n; i++) {
        struct chapter *c = book->chapters.at[i];
        struct chapter *before = book->chapters.at[i - 1];

        if (c->number == before->number)
            complain(c->path, 1, "chapter %d is also %s; give one of "
                     "them another number", c->number, before->path);
    }
}

int main(int argc, char **argv)
{
    struct book *book;

    if (argc > 1 && strcmp(argv[1], "-L") == 0) {
        with_lines = true;
        argv++, argc--;
    }
    if (argc < 4)
        die("usage: supersede [-L] FOLDER OUT TOKENS...");
    book = book_read(argv[1], argv + 3, argc - 3);
    check_numbers(book);
    each_snapshot(book, NULL);          /* first all checks, */
    if (complaints || strcmp(argv[2], "-") == 0)
        return complaints ? 2 : 0;
    each_snapshot(book, argv[2]);       /* then the output */
    return complaints ? 2 : 0;
}
