/* evidence_job.h: a job is one run that a block asks for.  */
#ifndef HEDDLE_EVIDENCE_JOB_H
#define HEDDLE_EVIDENCE_JOB_H

#include "evidence.h"

/* What a job file says: "key value" lines, an empty line, the body.  */
struct job {
    char *path;                 /* of the job file */
    char *root;                 /* the build folder */
    char *chapter;              /* "book/02-a-minimal-kernel.md" */
    char *slug;
    char *name;                 /* the block's id */
    char *kind;                 /* transcript, screen, listing */
    char *kernel;               /* "02-…" or "02-…@exp-name" */
    char *config;               /* "gcc-O2" */
    char *firmware, *memory, *cpus, *cpu, *machine, *append, *deadline;
    char *emulator, *ends, *expect, *at, *mode, *disk;
    char *negate;               /* "yes": has to fail */
    bool accepting;             /* take what comes, do not compare */
    text_lines body;
};

/* evidence_run.c */
char *beside(struct job *job, const char *suffix);      /* job.suffix */
size_t line_of(struct job *job);        /* of its block in the chapter */

/* evidence_script.c */
void write_script(struct job *job, struct patterns *patterns);
bool ends_badly(struct job *job);       /* it is meant to */

/* evidence_picture.c: does the picture agree with the one that is kept?
 * Complains if not.  */
bool picture_agrees(struct job *job);

int plan(const char *out, char **chapters, int n);
int run_job(const char *path, bool accepting);
void accept_picture(const char *folder, const char *chapter,
                    struct block *b);
char *slug_of(const char *path);
char *folder_of(const char *path);     /* "a/b" of "a/b/c" */

#endif
