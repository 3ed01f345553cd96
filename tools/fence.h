/* fence.h: where a chapter's code fences and divs begin and end. Both the
 * front end and the weave back end read chapters through this.  */
#ifndef HEDDLE_FENCE_H
#define HEDDLE_FENCE_H

#include "util.h"

enum line_kind {
    LINE_PROSE,
    LINE_FENCE_OPEN,            /* ```c */
    LINE_FENCE_BODY,
    LINE_FENCE_CLOSE,           /* ``` */
    LINE_DIV_OPEN,              /* ::: experiment */
    LINE_DIV_CLOSE,             /* ::: */
};

struct div {
    char *attributes;           /* what stands behind the colons */
    size_t line;
};

struct fences {
    char mark;                  /* '`' or '~' while within a fence, else 0 */
    size_t length;              /* of the opening mark */
    size_t open_line;
    char *info;                 /* what stands behind the opening mark */
    ARRAY(struct div) divs;     /* the open divs, outermost first */
    size_t line;                /* of the line last seen, from 1 */
};

/* What kind of line this is; to be called for each line in turn. For
 * LINE_DIV_CLOSE the div that is being closed has been taken off the list. */
enum line_kind fences_next(struct fences *f, const char *text);

/* The innermost open div that has class `name`, or NULL.  */
const struct div *fences_inside(const struct fences *f, const char *name);

/* Does an attribute string such as "{.c .long #id a=b}" or "c" carry the
 * class?  */
bool has_class(const char *attributes, const char *name);

/* The value of `key` in it ("#" for the id), or NULL. The caller frees it. */
char *get_attribute(const char *attributes, const char *key);

/* The first class: the language of a fence. The caller frees it.  */
char *first_class(const char *attributes);

/* The name in a line "<<name>>=", or NULL; "<<name>>" alone on its line, with
 * its indentation. The caller frees the name.  */
char *chunk_definition(const char *text);
char *chunk_reference(const char *text, size_t *indent);

#endif
