/* weave_recap.c: what a chapter changed: its files against those of the
 * chapter before, the kernel's sections, its new tests, what can be taken
 * home.  */
#include "weave.h"
#include "fence.h"

#include <stdlib.h>
#include <string.h>

typedef ARRAY(char *) text_list;

static void put_file_change(FILE *out, const char *path, struct file *old,
                            struct file *new)
{
    text_list before = { 0 }, after = { 0 };
    struct diff diff;
    size_t come = 0, go = 0;

    for (size_t i = 0; old && i < old->lines.n; i++)
        *GROW(before) = old->lines.at[i].text;
    for (size_t i = 0; new && i < new->lines.n; i++)
        *GROW(after) = new->lines.at[i].text;
    diff = diff_lines(before.at, before.n, after.at, after.n);
    for (size_t i = 0; i < diff.n; i++) {
        come += diff.at[i].sign == '+';
        go += diff.at[i].sign == '-';
    }
    if (come || go || !old || !new) {
        fputs("      { ", out);
        fprintf(out, "path = \"%s\", ", path);
        fprintf(out, "status = \"%s\", add = %zu, del = %zu },\n",
                !old ? "new" : !new ? "dropped" : "changed", come, go);
    }
    free(diff.at);
    free(before.at);
    free(after.at);
}

static size_t code_lines(struct files *files)
{
    size_t n = 0;

    for (size_t i = 0; i < files->n; i++) {
        const char *path = files->at[i].path;

        if (ends_with(path, ".c") || ends_with(path, ".h")
            || ends_with(path, ".S"))
            n += files->at[i].lines.n;
    }
    return n;
}

static void put_files(FILE *out, struct files *old, struct files *new)
{
    fputs("    files = {\n", out);
    for (size_t i = 0; i < new->n; i++)
        put_file_change(out, new->at[i].path,
                        files_find(old, new->at[i].path), &new->at[i]);
    for (size_t i = 0; i < old->n; i++)
        if (!files_find(new, old->at[i].path))
            put_file_change(out, old->at[i].path, &old->at[i], NULL);
    fputs("    },\n", out);
}

/* --- sizes, from the files of computed numbers -------------------------- */

/* A number without the commas that group its digits; -1 if there is none. */
static long plain_number(struct weave *w, struct chapter *c,
                         const char *name)
{
    char *text = c ? weave_number(w, c, name) : NULL, *to = text;
    long value = -1;

    if (!text)
        return -1;
    for (char *s = text; *s; s++)
        if (*s != ',')
            *to++ = *s;
    *to = '\0';
    value = atol(text);
    free(text);
    return value;
}

static void put_sizes(FILE *out, struct weave *w, struct chapter *c,
                      struct chapter *before)
{
    static const char *const sections[] = {
        "text", "rodata", "data", "bss",
    };

    fputs("    sizes = {\n", out);
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
        char *name = xprintf("kernel.%s", sections[i]);
        long now = plain_number(w, c, name);
        long was = plain_number(w, before, name);

        if (now >= 0)
            fprintf(out, "      { name = \".%s\", now = %ld", sections[i],
                    now);
        if (now >= 0 && was >= 0)
            fprintf(out, ", before = %ld", was);
        if (now >= 0)
            fputs(" },\n", out);
        free(name);
    }
    fputs("    },\n", out);
}

/* --- tests: TEST(name) in column one ------------------------------------ */

static bool has_line(struct files *files, const char *text)
{
    for (size_t i = 0; i < files->n; i++)
        for (size_t k = 0; k < files->at[i].lines.n; k++)
            if (strcmp(files->at[i].lines.at[k].text, text) == 0)
                return true;
    return false;
}

static void put_tests(FILE *out, struct files *old, struct files *new)
{
    fputs("    tests = { ", out);
    for (size_t i = 0; i < new->n; i++)
        for (size_t k = 0; k < new->at[i].lines.n; k++) {
            const char *text = new->at[i].lines.at[k].text;

            if (starts_with(text, "TEST(") && !has_line(old, text))
                fprintf(out, "\"%.*s\", ", (int)strcspn(text + 5, ")"),
                        text + 5);
        }
    fputs("},\n", out);
}

/* --- what a reader can take home ---------------------------------------- */

static void put_download(FILE *out, struct weave *w, struct chapter *c,
                         const char *number, const char *ending,
                         const char *label)
{
    long bytes = plain_number(w, c, number);

    if (bytes < 0)
        return;
    fprintf(out, "    { href = \"heddle-%02d.%s\", label = \"%s\", ",
            c->number, ending, label);
    if (bytes < 1000000)
        fprintf(out, "size = \"%ld kB\" },\n", (bytes + 999) / 1000);
    else
        fprintf(out, "size = \"%ld.%ld MB\" },\n", bytes / 1000000,
                bytes / 100000 % 10);
}

static struct chapter *chapter_before(struct weave *w, struct chapter *c)
{
    struct chapter *before = NULL;

    for (size_t i = 0; i < w->book->chapters.n; i++) {
        if (w->book->chapters.at[i] == c)
            return before && before->number ? before : NULL;
        before = w->book->chapters.at[i];
    }
    return NULL;
}

/* Numbers are made for a chapter that shows them; those that lie about from
 * another day are not to be taken.  */
static bool has_recap(struct chapter *c)
{
    for (size_t i = 0; i < c->prose.n; i++) {
        const char *text = c->prose.at[i].text;

        if (text && starts_with(text, ":::")
            && has_class(text + strspn(text, ": "), "recap"))
            return true;
    }
    return false;
}

void recap_put(struct weave *w, struct chapter *c, struct files *old,
               struct files *new, FILE *out)
{
    struct chapter *counted = has_recap(c) ? c : NULL;
    struct chapter *before = chapter_before(w, c);

    fputs("  recap = {\n", out);
    put_files(out, old, new);
    put_sizes(out, w, counted, before && has_recap(before) ? before : NULL);
    put_tests(out, old, new);
    fprintf(out, "    lines = %zu, lines_before = %zu,\n  },\n",
            code_lines(new), code_lines(old));
    fputs("  downloads = {\n", out);
    put_download(out, w, counted, "tree.size", "tar.gz",
                 "This chapter’s tree");
    put_download(out, w, counted, "iso.size", "iso", "A bootable disc");
    fputs("  },\n", out);
}
