#include "util.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

size_t complaints;

void *xmalloc(size_t size)
{
    void *p = calloc(1, size ? size : 1);

    if (!p)
        die("out of memory");
    return p;
}

void *xgrow(void *at, size_t n, size_t *room, size_t size)
{
    if (n == *room) {
        *room = *room ? *room * 2 : 8;
        at = realloc(at, *room * size);
        if (!at)
            die("out of memory");
    }
    memset((char *)at + n * size, 0, size);
    return at;
}

char *xstrndup(const char *s, size_t n)
{
    char *copy = xmalloc(n + 1);

    memcpy(copy, s, n);
    return copy;
}

char *xstrdup(const char *s)
{
    return xstrndup(s, strlen(s));
}

char *xprintf(const char *format, ...)
{
    va_list args;
    char *text;

    va_start(args, format);
    if (vasprintf(&text, format, args) < 0)
        die("out of memory");
    va_end(args);
    return text;
}

bool starts_with(const char *s, const char *prefix)
{
    return strncmp(s, prefix, strlen(prefix)) == 0;
}

bool ends_with(const char *s, const char *suffix)
{
    size_t n = strlen(s), m = strlen(suffix);

    return n >= m && strcmp(s + n - m, suffix) == 0;
}

/* A line in one piece: make may run others beside us, who print as well.  */
void complain(const char *file, size_t line, const char *format, ...)
{
    va_list args;
    char *text;

    va_start(args, format);
    if (vasprintf(&text, format, args) < 0)
        abort();
    va_end(args);
    if (line)
        fprintf(stderr, "%s:%zu: %s\n", file, line, text);
    else
        fprintf(stderr, "%s: %s\n", file, text);
    free(text);
    complaints++;
}

void die(const char *format, ...)
{
    va_list args;

    char *text;

    va_start(args, format);
    if (vasprintf(&text, format, args) < 0)
        abort();
    va_end(args);
    fprintf(stderr, "%s\n", text);
    exit(2);
}

char *read_line(FILE *in, struct line *line)
{
    ssize_t n = getline(&line->text, &line->room, in);

    if (n < 0)
        return NULL;
    if (n > 0 && line->text[n - 1] == '\n')
        line->text[--n] = '\0';
    if (n > 0 && line->text[n - 1] == '\r')
        line->text[--n] = '\0';
    return line->text;
}

char *read_file(const char *path)
{
    FILE *in = fopen(path, "r");
    char *text = NULL;
    size_t room = 0;

    if (!in)
        return NULL;
    if (getdelim(&text, &room, '\0', in) < 0) {
        free(text);
        text = xstrdup("");
    }
    fclose(in);
    return text;
}

void write_if_changed(const char *path, const char *text, size_t length)
{
    char *old = read_file(path), *temporary;
    bool same = old && strlen(old) == length && !memcmp(old, text, length);
    FILE *out;

    free(old);
    if (same)
        return;
    make_folders(path);
    temporary = xprintf("%s.%ld", path, (long)getpid());
    out = fopen(temporary, "w");
    if (!out || fwrite(text, 1, length, out) != length || fclose(out) != 0)
        die("%s: cannot be written: %s", temporary, strerror(errno));
    if (rename(temporary, path) != 0)
        die("%s: cannot be replaced: %s", path, strerror(errno));
    free(temporary);
}

void make_folders(const char *path)
{
    char *copy = xstrdup(path);

    for (char *p = strchr(copy + 1, '/'); p; p = strchr(p + 1, '/')) {
        *p = '\0';
        if (mkdir(copy, 0777) != 0 && errno != EEXIST)
            die("%s: cannot be made: %s", copy, strerror(errno));
        *p = '/';
    }
    free(copy);
}
