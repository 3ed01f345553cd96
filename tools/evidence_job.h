/* evidence_job.h: a job is one run that a block asks for.  */
#ifndef HEDDLE_EVIDENCE_JOB_H
#define HEDDLE_EVIDENCE_JOB_H

#include "evidence.h"

/* What a job file says: "key value" lines, an empty line, the body.  */
struct job {
    char *path;                 /* of the job file */
    char *chapter;              /* "book/02-a-minimal-kernel.md" */
    char *slug;
    char *name;                 /* the block's id */
    char *kind;                 /* transcript, screen, listing */
    char *kernel;               /* "02-…" or "02-…@exp-name" */
    char *config;               /* "gcc-O2" */
    char *firmware, *memory, *cpus, *cpu, *machine, *append, *deadline;
    char *emulator, *ends, *expect, *at, *disk;
    char *negate;               /* "yes": has to fail */
    bool accepting;             /* take what comes, do not compare */
    text_lines body;
};

int plan(const char *out, char **chapters, int n);
int run_job(const char *path, bool accepting);
void accept_picture(const char *folder, const char *slug, struct block *b);
char *slug_of(const char *path);

#endif
