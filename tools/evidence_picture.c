/* evidence_picture.c: pictures of the screen. What the book shows is kept in
 * screens/ beside the chapters.  */
#include "evidence_job.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool same_bytes(const char *a, const char *b)
{
    char *command = xprintf("cmp -s '%s' '%s'", a, b);
    bool same = system(command) == 0;

    free(command);
    return same;
}

/* What the book shows is kept beside the chapters, with its number.  */
static char *kept_picture(const char *chapter, const char *name,
                          const char *suffix)
{
    return xprintf("%s/screens/%.2s-%s%s", folder_of(chapter),
                   slug_of(chapter), name, suffix);
}

static void copy_file(const char *from, const char *to)
{
    char *command = xprintf("cp '%s' '%s'", from, to);

    make_folders(to);
    if (system(command) != 0)
        complain(to, 0, "cannot be written; is the folder there?");
    free(command);
}

void accept_picture(const char *folder, const char *chapter,
                    struct block *b)
{
    static const char *const endings[][2] = {
        { ".png", ".png" }, { ".text.attr", ".attr" },
    };

    for (size_t i = 0; b->kind == SCREEN && i < 2; i++) {
        char *seen = xprintf("%s/%s%s", folder, b->id, endings[i][0]);
        char *kept = kept_picture(chapter, b->id, endings[i][1]);

        if (access(seen, R_OK) == 0 && !same_bytes(seen, kept))
            copy_file(seen, kept);
        free(seen);
        free(kept);
    }
}

bool picture_agrees(struct job *job)
{
    char *seen = beside(job, ".png");
    char *kept = kept_picture(job->chapter, job->name, ".png");
    bool same = same_bytes(seen, kept);

    if (!same)
        complain(job->chapter, line_of(job), "the screen is another one: "
                 "compare %s (seen) with %s (in the book); if the new one "
                 "is right, run make accept CH=%d", seen, kept,
                 atoi(job->slug));
    free(seen);
    free(kept);
    return same;
}

