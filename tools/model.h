/* model.h: the book as the tools see it: chapters, and in each the
 * definitions of chunks, in order. Read from noweb's token streams.  */
#ifndef HEDDLE_MODEL_H
#define HEDDLE_MODEL_H

#include "util.h"

#include <search.h>

enum op { OP_NEW, OP_CONTINUE, OP_REPLACE, OP_DROP };

struct code_line {
    char *text;                 /* a line of code, or NULL */
    char *ref;                  /* else the chunk that stands there */
    char *indent;               /* the blanks before the reference */
    bool reported;              /* as undefined or cyclic, once */
};

struct definition {
    char *name;
    char *variant;              /* experiment or solution, or NULL */
    enum op op;
    struct chapter *chapter;
    size_t index;               /* among the chapter's definitions */
    size_t line;                /* of <<name>>= in the chapter */
    bool reported;              /* as replacing nothing */
    char *info;                 /* what its fence says: "c", "{.c .long}" */
    ARRAY(struct code_line) lines;
    ARRAY(char *) defs;         /* identifiers defined, as noweb finds them */
    ARRAY(char *) uses;         /* identifiers used */
    char *id, *number;          /* "chunk-main-c", "2.3": weave_threads.c */
};

struct prose_line {
    char *text;                 /* NULL where a definition stands */
    size_t line;                /* in the chapter */
    struct definition *definition;
};

struct chapter {
    int number;
    char *slug;                 /* "02-a-minimal-kernel" */
    char *path;                 /* "book/02-a-minimal-kernel.md" */
    ARRAY(struct prose_line) prose;
    ARRAY(struct definition *) definitions;
};

struct book {
    char *folder;               /* where the chapters are: "book" */
    ARRAY(struct chapter *) chapters;
};

/* Read token files (what `markup -t` made of each chapter) into a book whose
 * chapters are in `folder`. Complains about names and operators that cannot
 * be.  */
struct book *book_read(const char *folder, char **paths, size_t n);

/* Is this the name of a file? A path, or the word Makefile.  */
bool is_file_name(const char *name);

/* --- What a snapshot is made of ---------------------------------------- */

struct thread {                 /* all that one name stands for */
    char *name;
    bool dropped;
    bool reached;               /* from a file chunk */
    int on_path;                /* used while looking for cycles */
    int empty;                  /* nothing comes of it: 1 so, -1 not so */
    ARRAY(struct definition *) parts;
};

struct snapshot {
    struct book *book;
    int upto;                   /* chapters 1..upto */
    const char *variant;        /* an experiment's or solution's, or NULL */
    struct thread *threads;
    size_t n;
    struct hsearch_data *names; /* of the threads, by name */
};

/* Gather what chapters 1..upto define, replacements and drops applied; with
 * a variant, its chunks on top. Complains, if asked to, about operators that do
 * not fit: those of chapter `upto` (or the variant) only, so that each
 * error is reported once.  */
struct snapshot *snapshot_make(struct book *book, int upto,
                               const char *variant, bool check);
void snapshot_free(struct snapshot *snapshot);
struct thread *snapshot_find(struct snapshot *snapshot, const char *name);

/* Follow the references from every file chunk; complain about undefined and
 * cyclic chunks, and about definitions of chapter `upto` that nothing
 * reaches.  */
void snapshot_check(struct snapshot *snapshot);

/* Does line `at` of the definition appear in the snapshot's files? A
 * reference to what is empty or dropped leaves no line behind, nor does it
 * leave two blank lines where there was one on each side, or one before the
 * end.  */
bool snapshot_keeps(struct snapshot *snapshot, struct definition *definition,
                    size_t at);

#endif
