/* evidence - run what the book shows, and compare
 *
 * usage: evidence plan OUT CHAPTER.md...
 *        evidence run JOB
 *        evidence see JOB
 *        evidence accept OUT CHAPTER.md
 *
 * plan finds the transcripts, screens and listings of the chapters and writes
 * for each a job, OUT/NN-slug/NAME.job, that says all its run depends on
 * (and is touched only if that changed), and OUT/plan.mk, which tells make
 * which kernel each job needs. A transcript of class .boot becomes a job for
 * every configuration of the kernel; a block in a solution becomes two: one on
 * the solution's variant, and one, NAME@before, that has to fail on the
 * chapter's own tree.
 *
 * run holds one job: boots its kernel through build/tools/boot (or runs
 * the host's command), leaves what was seen in NAME.seen, compares, and on
 * agreement makes NAME.ok. Otherwise it reports the difference at the
 * block's line in the chapter and exits with status 2.
 *
 * accept rewrites the chapter's blocks that differ from what was seen, also
 * in a field, and nothing else; times stay, since they never come again, and
 * so does what is too long for a line. A run that hung, was reset or stayed
 * silent is never accepted, since it leaves no NAME.seen.
 */
#include "evidence_job.h"
#include "fence.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool same_lines(text_lines a, text_lines b)
{
    for (size_t i = 0; i < a.n && i < b.n; i++)
        if (strcmp(a.at[i], b.at[i]) != 0)
            return false;
    return a.n == b.n;
}

static void accept_block(const char *folder, struct block *b,
                         text_lines *body)
{
    char *path = xprintf("%s/%s.seen", folder, b->id);
    char *text = read_file(path), *report;
    struct patterns patterns = patterns_make(b->body);
    text_lines merged = { 0 };

    if (text && (patterns_compare(&patterns, split_lines(text), &report,
                                  &merged) || !same_lines(b->body, merged)))
        *body = merged;
    free(text);
    free(path);
}

/* Copy the chapter, the blocks' new bodies in place of the old ones.  */
static void rewrite(const char *path, struct blocks *blocks,
                    text_lines *bodies, FILE *out)
{
    struct line line = { 0 };
    FILE *in = fopen(path, "r");
    size_t n = 0, at = 0, skip = 0;
    char *text;

    while (in && (text = read_line(in, &line))) {
        n++;
        if (skip) {
            skip--;
            continue;
        }
        fprintf(out, "%s\n", text);
        if (at < blocks->n && blocks->at[at].line == n) {
            if (bodies[at].at) {
                skip = blocks->at[at].body.n;
                for (size_t i = 0; i < bodies[at].n; i++)
                    fprintf(out, "%s\n", bodies[at].at[i]);
            }
            at++;
        }
    }
    if (in)
        fclose(in);
    free(line.text);
}

static int accept(const char *out, const char *path)
{
    struct blocks blocks = blocks_read(path);
    text_lines *bodies = xmalloc(blocks.n * sizeof *bodies);
    char *folder = xprintf("%s/%s", out, slug_of(path)), *text;
    size_t length, changed = 0;
    FILE *memory = open_memstream(&text, &length);

    for (size_t i = 0; i < blocks.n; i++) {
        accept_block(folder, &blocks.at[i], &bodies[i]);
        changed += bodies[i].at != NULL;
        accept_picture(folder, path, &blocks.at[i]);
    }
    rewrite(path, &blocks, bodies, memory);
    fclose(memory);
    if (changed)
        write_if_changed(path, text, length);
    printf("%s: %zu of %zu blocks rewritten\n", path, changed, blocks.n);
    return complaints ? 2 : 0;
}

int main(int argc, char **argv)
{
    if (argc > 3 && strcmp(argv[1], "plan") == 0)
        return plan(argv[2], argv + 3, argc - 3);
    if (argc == 3 && strcmp(argv[1], "see") == 0)
        return run_job(argv[2], true);
    if (argc == 3 && strcmp(argv[1], "run") == 0)
        return run_job(argv[2], false);
    if (argc == 4 && strcmp(argv[1], "accept") == 0)
        return accept(argv[2], argv[3]);
    die("usage: evidence plan OUT CHAPTER.md... | run JOB | "
        "see JOB | "
        "accept OUT CHAPTER.md");
}
