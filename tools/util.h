/* util.h: what every tool of the build needs: memory that does not fail
 * half-way, growing arrays, and errors that name a line of the book.  */
#ifndef HEDDLE_UTIL_H
#define HEDDLE_UTIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* A growing array: struct { T *at; size_t n, room; } x; GROW(x) makes room
 * for one more and yields a pointer to it, zeroed.  */
#define ARRAY(T) struct { T *at; size_t n, room; }
#define GROW(a) \
    ((a).at = xgrow((a).at, (a).n, &(a).room, sizeof(*(a).at)), \
     &(a).at[(a).n++])

void *xgrow(void *at, size_t n, size_t *room, size_t size);
void *xmalloc(size_t size);
char *xstrdup(const char *s);
char *xstrndup(const char *s, size_t n);
char *xprintf(const char *format, ...) __attribute__((format(printf, 1, 2)));

bool starts_with(const char *s, const char *prefix);
bool ends_with(const char *s, const char *suffix);

/* Report `file:line: message` and remember that the run has failed. A line
 * of 0 is left out. Use "what is wrong; what to do".  */
void complain(const char *file, size_t line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
extern size_t complaints;       /* how many were reported so far */

/* Report and end with status 2.  */
_Noreturn void die(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* One line without its end ("\n" or "\r\n"), or NULL at the end of the file.
 * The result is valid until the next call with the same `line`.  */
struct line { char *text; size_t room; };
char *read_line(FILE *in, struct line *line);

/* A whole file as a string (the caller frees it), or NULL if there is none. */
char *read_file(const char *path);

/* Write `text` to `path`, by way of a temporary file, only if it differs from
 * what stands there, so that nothing that depends on it is rebuilt in vain. */
void write_if_changed(const char *path, const char *text, size_t length);

/* Make the folders that lead to `path`.  */
void make_folders(const char *path);

#endif
