#include "fence.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static size_t run_of(const char *s, char mark)
{
    size_t n = 0;

    while (s[n] == mark)
        n++;
    return n;
}

static const char *skip_blanks(const char *s)
{
    while (*s == ' ' || *s == '\t')
        s++;
    return s;
}

static enum line_kind open_fence(struct fences *f, const char *s)
{
    f->mark = *s;
    f->length = run_of(s, *s);
    f->open_line = f->line;
    free(f->info);
    f->info = xstrdup(skip_blanks(s + f->length));
    return LINE_FENCE_OPEN;
}

static enum line_kind div_line(struct fences *f, const char *s)
{
    const char *rest = skip_blanks(s + run_of(s, ':'));

    if (*rest) {
        struct div *div = GROW(f->divs);

        div->attributes = xstrdup(rest);
        div->line = f->line;
        return LINE_DIV_OPEN;
    }
    if (f->divs.n)
        free(f->divs.at[--f->divs.n].attributes);
    return LINE_DIV_CLOSE;
}

enum line_kind fences_next(struct fences *f, const char *text)
{
    const char *s = text + strspn(text, " ");
    size_t indent = s - text;

    f->line++;
    if (f->mark) {
        size_t n = indent < 4 ? run_of(s, f->mark) : 0;

        if (n < f->length || *skip_blanks(s + n))
            return LINE_FENCE_BODY;
        f->mark = 0;
        return LINE_FENCE_CLOSE;
    }
    if (indent < 4 && run_of(s, '`') >= 3 && !strchr(s + run_of(s, '`'), '`'))
        return open_fence(f, s);
    if (indent < 4 && run_of(s, '~') >= 3)
        return open_fence(f, s);
    if (run_of(text, ':') >= 3)
        return div_line(f, text);
    return LINE_PROSE;
}

const struct div *fences_inside(const struct fences *f, const char *name)
{
    for (size_t i = f->divs.n; i-- > 0;)
        if (has_class(f->divs.at[i].attributes, name))
            return &f->divs.at[i];
    return NULL;
}

static bool ends_word(char c)
{
    return c == '\0' || isspace((unsigned char)c) || c == '}';
}

bool has_class(const char *attributes, const char *name)
{
    size_t n = strlen(name);

    if (*attributes != '{')
        return strncmp(attributes, name, n) == 0 && ends_word(attributes[n]);
    for (const char *p = attributes; (p = strchr(p, '.')); p++)
        if ((p[-1] == ' ' || p[-1] == '{')
            && strncmp(p + 1, name, n) == 0 && ends_word(p[1 + n]))
            return true;
    return false;
}

char *first_class(const char *attributes)
{
    const char *p = attributes;

    if (*p == '{') {
        p = strchr(p, '.');
        if (!p)
            return xstrdup("");
        p++;
    }
    return xstrndup(p, strcspn(p, " \t}"));
}

static char *value_at(const char *p)
{
    if (*p == '"')
        return xstrndup(p + 1, strcspn(p + 1, "\""));
    return xstrndup(p, strcspn(p, " \t}"));
}

char *get_attribute(const char *attributes, const char *key)
{
    size_t n = strlen(key);
    bool quoted = false;

    for (const char *p = attributes; *p; p++) {
        if (*p == '"')
            quoted = !quoted;
        if (quoted || (p != attributes && p[-1] != ' ' && p[-1] != '{'))
            continue;
        if (strcmp(key, "#") == 0 && *p == '#')
            return value_at(p + 1);
        if (strncmp(p, key, n) == 0 && p[n] == '=')
            return value_at(p + n + 1);
    }
    return NULL;
}

static char *between_angles(const char *s, const char *end)
{
    size_t n = strlen(s), m = strlen(end);

    if (n <= 2 + m || strncmp(s, "<<", 2) != 0
        || strcmp(s + n - m, end) != 0)
        return NULL;
    char *name = xstrndup(s + 2, n - 2 - m);
    if (strstr(name, "<<") || strstr(name, ">>")
        || isspace((unsigned char)name[0])
        || isspace((unsigned char)name[strlen(name) - 1])) {
        free(name);
        return NULL;
    }
    return name;
}

static char *without_trailing_blanks(const char *s)
{
    size_t n = strlen(s);

    while (n && (s[n - 1] == ' ' || s[n - 1] == '\t'))
        n--;
    return xstrndup(s, n);
}

char *chunk_definition(const char *text)
{
    char *s = without_trailing_blanks(text);
    char *name = between_angles(s, ">>=");

    free(s);
    return name;
}

char *chunk_reference(const char *text, size_t *indent)
{
    char *s = without_trailing_blanks(text);
    char *name = between_angles(skip_blanks(s), ">>");

    *indent = skip_blanks(s) - s;
    free(s);
    return name;
}
