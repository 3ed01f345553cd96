/* evidence.h: what the parts of the evidence tool share.  */
#ifndef HEDDLE_EVIDENCE_H
#define HEDDLE_EVIDENCE_H

#include "util.h"

#include <regex.h>

typedef ARRAY(char *) text_lines;

enum kind { TRANSCRIPT, SCREEN, LISTING };

/* One block of a chapter.  */
struct block {
    enum kind kind;
    char *id;
    char *info;                 /* the fence's attributes */
    char *variant;              /* the experiment's or solution's, or NULL */
    bool solution;              /* that variant is a solution */
    bool has_check;             /* and brings chunks marked .check */
    size_t line;                /* of the opening fence */
    text_lines body;
};

struct blocks { struct block *at; size_t n, room; };

/* The blocks of a chapter, in order. Complains about what cannot be run. */
struct blocks blocks_read(const char *path);
struct block *blocks_find(struct blocks *blocks, const char *id);

/* --- matching: evidence_match.c ----------------------------------------- */

/* Where a field stands in a line, and what in its expression holds what was
 * seen there.  */
struct place {
    const char *start, *value, *end;    /* at {, after the word, after } */
    size_t group;
    bool keeps;                 /* its value: never the same twice */
};

/* A line of a block: literal text with fields in it.  */
struct pattern {
    bool skip;                  /* "…": any number of lines */
    bool host;                  /* "$ …": typed at the host */
    char *source;               /* as written */
    regex_t regex;
    char *literal;              /* its longest literal stretch */
    char *typed;                /* what {type …} or {keys …} says, or NULL */
    bool keyboard;              /* on the PS/2 keyboard, not the line */
    bool enter;                 /* and ends in Enter */
    char *before_typed;         /* the literal stretch before it */
    ARRAY(struct place) places; /* of its fields, but for typed ones */
    size_t groups;              /* of parentheses in the expression */
};

struct patterns { struct pattern *at; size_t n, room; };

struct patterns patterns_make(text_lines body);

/* Compare; returns how much differs, 0 if nothing does, and in `report` a
 * diff-like text and in `merged` the block as it should be written, with what
 * was seen in its fields, both to be freed.  */
size_t patterns_compare(struct patterns *p, text_lines seen, char **report,
                        text_lines *merged);

text_lines split_lines(const char *text);

#endif
