/* weave - the back end: from the book to what pandoc and its filters read
 *
 * usage: weave FOLDER INDEX OUT NUMBERS TOKENS...
 *
 * TOKENS are the chapters' token streams, as `markup -t` wrote them, in order;
 * INDEX is the code of all of them with the identifiers that noweb's
 * autodefs and finduses found; FOLDER is where the chapters are; NUMBERS is a
 * folder with a file NN-slug of computed numbers ("name value" lines) for
 * each chapter, or - to leave them out. Writes, and touches only if changed,
 *
 *     OUT/NN-slug.md    the prose; each chunk's fence is an empty div
 *     OUT/NN-slug.lua   chunks with their cross-references, labels, recap
 *     OUT/book.lua      the road and the indexes
 *     OUT/source.lua    the last snapshot, each line with its origin
 *
 * Complains, with the chapter's line, about links, chunks, terms and numbers
 * that do not exist; status 2 then, and nothing written. With - for OUT it
 * only checks.
 */
#include "weave.h"
#include "fence.h"

#include <stdlib.h>
#include <string.h>

static void put_prose(struct weave *w, struct chapter *c, FILE *out)
{
    struct fences f = { 0 };

    (void)w;
    for (size_t i = 0; i < c->prose.n; i++) {
        const char *text = c->prose.at[i].text;
        bool chunk_follows = i + 1 < c->prose.n && !c->prose.at[i + 1].text;
        enum line_kind kind;

        if (!text) {
            fprintf(out, "\n::: {.chunk key=%zu}\n:::\n\n",
                    c->prose.at[i].definition->index + 1);
            if (i + 1 < c->prose.n)     /* the fence's end */
                fences_next(&f, c->prose.at[++i].text);
            continue;
        }
        kind = fences_next(&f, text);
        if (kind == LINE_FENCE_OPEN && chunk_follows)
            continue;
        fprintf(out, "%s\n", text);
    }
}

static void save(struct weave *w, const char *name, const char *suffix,
                 const char *text, size_t length)
{
    char *path = xprintf("%s/%s%s", w->out, name, suffix);

    write_if_changed(path, text, length);
    free(path);
}

/* Everything is made in memory first: if there was an error, the last good
 * pages keep their sources.  */
struct output { const char *name, *suffix; char *text; size_t length; };

static ARRAY(struct output) outputs;

static FILE *output(const char *name, const char *suffix)
{
    struct output *o;

    /* open_memstream keeps pointers into the array: let it not move */
    if (!outputs.at) {
        outputs.room = 1024;
        outputs.at = xmalloc(outputs.room * sizeof *outputs.at);
    }
    if (outputs.n == outputs.room)
        die("over 500 chapters; raise the limit in weave.c");
    o = &outputs.at[outputs.n++];
    o->name = name;
    o->suffix = suffix;
    return open_memstream(&o->text, &o->length);
}

static void make_outputs(struct weave *w)
{
    FILE *out;

    for (size_t i = 0; i < w->book->chapters.n; i++) {
        struct chapter *c = w->book->chapters.at[i];

        out = output(c->slug, ".md");
        put_prose(w, c, out);
        fclose(out);
        out = output(c->slug, ".lua");
        weave_chapter_sidecar(w, c, out);
        fclose(out);
    }
    out = output("book", ".lua");
    weave_book(w, out);
    fclose(out);
    out = output("source", ".lua");
    weave_source(w, out);
    fclose(out);
}

int main(int argc, char **argv)
{
    struct weave w = { 0 };

    if (argc < 6)
        die("usage: weave FOLDER INDEX OUT NUMBERS TOKENS...");
    w.out = argv[3];
    w.numbers = strcmp(argv[4], "-") == 0 ? NULL : argv[4];
    w.book = book_read(argv[1], argv + 5, argc - 5);
    threads_make(w.book);
    index_read(w.book, argv[2]);
    weave_read_road(&w);
    weave_read_glossary(&w);
    weave_scan(&w);
    make_outputs(&w);
    if (complaints || strcmp(w.out, "-") == 0)
        return complaints ? 2 : 0;
    for (size_t i = 0; i < outputs.n; i++)
        save(&w, outputs.at[i].name, outputs.at[i].suffix,
             outputs.at[i].text, outputs.at[i].length);
    return 0;
}
