/* weave.h: what the parts of the weave back end share.  */
#ifndef HEDDLE_WEAVE_H
#define HEDDLE_WEAVE_H

#include "model.h"

/* --- labels: everything in the prose that a link can lead to ------------ */

enum label_kind {
    LABEL_CHAPTER, LABEL_SECTION, LABEL_FIGURE, LABEL_TABLE,
    LABEL_EXPERIMENT, LABEL_EXERCISE, LABEL_SOLUTION, LABEL_EVIDENCE,
    LABEL_CHUNK, LABEL_TERM, LABEL_KINDS
};

struct label {
    enum label_kind kind;
    char *id;
    char *number;               /* "2.3", or "" */
    char *title;                /* heading, caption or title attribute */
    char *source;               /* of a figure: its file */
    char *extra;                /* the grade of an exercise; the exercise of
                                 * a solution */
    struct chapter *chapter;
    size_t line;
    int level;                  /* of a section */
};

struct road_chapter { int number, part; char *slug, *title, *line; };
struct road_part { char *title, *weave, *blurb; };

struct weave {
    struct book *book;
    const char *out;            /* folder */
    const char *numbers;        /* folder of computed numbers, or NULL */
    ARRAY(struct label) labels; /* of all chapters, in order */
    ARRAY(struct road_part) parts;
    ARRAY(struct road_chapter) road;
    ARRAY(struct label) terms;  /* title: the term, source: its text */
};

/* weave_scan.c */
void weave_scan(struct weave *w);               /* fills labels */
void weave_read_road(struct weave *w);          /* metadata.yaml */
void weave_read_glossary(struct weave *w);      /* glossary.md */
struct label *weave_label(struct weave *w, struct chapter *c,
                          const char *id);
struct label *weave_term(struct weave *w, const char *id);
struct label *weave_section_at(struct weave *w, struct definition *d);
extern const char *const label_names[LABEL_KINDS];

/* weave_threads.c: how definitions hang together */
struct history {                /* all definitions of a name, in order */
    char *name;
    ARRAY(struct definition *) all;
    ARRAY(struct definition *) users;   /* definitions that refer to it */
};
void threads_make(struct book *book);
struct history *threads_of(const char *name);
size_t threads_index(struct definition *d);
const char *threads_id(struct definition *d);           /* "chunk-…" */
const char *threads_number(struct definition *d);       /* "2.9" */
/* What the history says about a definition; NULL where there is nothing. */
struct definition *threads_prev(struct definition *d);
struct definition *threads_next(struct definition *d);
struct definition *threads_replaces(struct definition *d);
struct definition *threads_replaced_by(struct definition *d);

/* weave_expand.c: files as a snapshot has them, each line with its origin */
struct file_line {
    char *text;
    struct definition *definition;
    size_t at;                  /* which of its lines */
};
struct start { struct definition *definition; size_t line; };
struct file {
    char *path;
    ARRAY(struct file_line) lines;
    ARRAY(struct start) starts; /* of each part of a chunk in it */
};
struct files { struct file *at; size_t n, room; };
struct files expand_all(struct snapshot *s);
struct file *files_find(struct files *f, const char *path);
void files_free(struct files *f);

/* weave_index.c: identifiers, as noweb's autodefs and finduses found them */
void index_read(struct book *book, const char *path);
struct definition *index_definition_of(const char *name,
                                       struct definition *user);
struct identifier {
    char *name;
    ARRAY(struct definition *) definitions, users;
};
void index_each(void (*visit)(const struct identifier *id, void *data),
                void *data);

/* diff.c */
struct diff_line { char sign; const char *text; };
struct diff { struct diff_line *at; size_t n, room; };
struct diff diff_lines(char **old, size_t n, char **new, size_t m);

/* weave_lua.c */
void put_string(FILE *out, const char *s);
void put_link(FILE *out, struct weave *w, struct definition *d);
void weave_chapter_sidecar(struct weave *w, struct chapter *c, FILE *out);
void weave_book(struct weave *w, FILE *out);
void weave_source(struct weave *w, FILE *out);

/* A computed number of the chapter, to be freed, or NULL (weave_refs.c).  */
char *weave_number(struct weave *w, struct chapter *c, const char *name);

/* weave_recap.c */
void recap_put(struct weave *w, struct chapter *c, struct files *old,
               struct files *new, FILE *out);

/* weave_refs.c: what a chapter's prose mentions; complains about what is
 * not there */
void refs_put(struct weave *w, struct chapter *c, FILE *out);

#endif
