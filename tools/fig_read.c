/*
 * fig_read.c - the source of a figure, and what all kinds have in common
 *
 * A source is made of lines; empty ones, and what follows a `#` that has
 * blanks on both sides (or begins the line), are left out. The first
 * line is the kind. A line `alt: …`, which goes on in indented lines up to
 * an empty one, is the text alternative and required; a line `wide` allows
 * 784 units of width in place of 592. All others belong to the kind.
 *
 *     name: some words and `code` and *emphasis* / a second line {dash}
 *
 * A name is one word of letters, digits, - and _; it is followed by a
 * colon and a blank, and never shown. At the end stand style words in
 * braces. Nothing inside backquotes has a meaning for the tool.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fig.h"

char *trim(char *s)
{
    char *end;

    while (*s == ' ' || *s == '\t')
        s++;
    end = s + strlen(s);
    while (end > s && (end[-1] == ' ' || end[-1] == '\t'))
        *--end = '\0';
    return s;
}

char *take_word(char **rest)
{
    char *word = trim(*rest), *end = word + strcspn(word, " \t");

    if (!*word)
        return NULL;
    *rest = *end ? end + 1 : end;
    *end = '\0';
    return word;
}

char *find_plain(char *s, const char *what)
{
    bool code = false;

    for (; *s; s++) {
        if (*s == '`')
            code = !code;
        else if (!code && starts_with(s, what))
            return s;
    }
    return NULL;
}

bool is_name(const char *s)
{
    const char *p = s;

    while (isalnum((unsigned char)*p) || *p == '-' || *p == '_')
        p++;
    return p > s && !*p && (isalnum((unsigned char)*s) || *s == '_');
}

char *take_name(char **rest)
{
    char *colon = strchr(*rest, ':'), *name;

    if (!colon || (colon[1] && colon[1] != ' '))
        return NULL;
    name = xstrndup(*rest, colon - *rest);
    if (!is_name(name))
        return NULL;
    *rest = trim(colon + 1);
    return name;
}

long take_number(const char *s, int line)
{
    char *end;
    long n;

    errno = 0;
    n = strtol(s ? s : "", &end, 10);
    if (!s || !*s || *end || errno)
        fail(line, "'%s' is not a number; write one here", s ? s : "");
    return n;
}

/* Is `word` one of the blank-separated words of `list`? */
static bool listed(const char *list, const char *word, size_t n)
{
    size_t m;

    for (; *list; list += m + strspn(list + m, " ")) {
        m = strcspn(list, " ");
        if (m == n && !strncmp(list, word, n))
            return true;
    }
    return false;
}

bool style_has(const struct entry *l, const char *word)
{
    return listed(l->style, word, strlen(word));
}

double style_number(const struct entry *l, double otherwise)
{
    const char *p = l->style;

    for (; *p; p += strcspn(p, " "), p += strspn(p, " "))
        if (isdigit((unsigned char)*p))
            return strtod(p, NULL);
    return otherwise;
}

/* `0` in the list of what is allowed stands for any number. */
void style_only(const struct entry *l, const char *allowed)
{
    const char *p = l->style;
    size_t n;

    for (; *p; p += n, p += strspn(p, " ")) {
        n = strcspn(p, " ");
        if (isdigit((unsigned char)*p) ? listed(allowed, "0", 1)
            : listed(allowed, p, n))
            continue;
        if (*allowed)
            fail(l->no, "'%.*s' is no style here; use one of: %s", (int)n,
                 p, allowed);
        fail(l->no, "'%.*s': this line takes no style; drop the braces",
             (int)n, p);
    }
}

unsigned style_look(const struct entry *l)
{
    static const struct {
        const char *word;
        unsigned look;
    } words[] = {
        { "accent", ACCENT }, { "soft", SOFT }, { "dash", DASH },
        { "hatch", HATCH }, { "dots", DOTS }, { "lines", LINES },
        { "wash", WASH }, { "round", ROUND },
    };
    unsigned look = 0;

    for (size_t k = 0; k < sizeof(words) / sizeof(words[0]); k++)
        if (style_has(l, words[k].word))
            look |= words[k].look;
    return look;
}

/* A comment begins at a `#` between blanks, outside of backquotes. */
static void cut_comment(char *s)
{
    char *p = s + strspn(s, " \t");

    if (*p == '#' && (!p[1] || p[1] == ' '))
        *p = '\0';
    for (p = find_plain(s, " #"); p; p = find_plain(p + 1, " #")) {
        if (p[2] == ' ' || !p[2]) {
            *p = '\0';
            break;
        }
    }
}

/* Style words end a line, or a box in a row of flow: a bar may follow. */
char *cut_style(char *s, int line)
{
    char *open = NULL, *close, *p;
    size_t n = strlen(s);

    for (p = find_plain(s, "{"); p; p = find_plain(close, "{")) {
        close = strchr(p, '}');
        if (!close || (close[1] && *trim(xstrdup(close + 1)) != '|'))
            fail(line, "style words stand in the middle; move {…} to the"
                 " end of the line, or put what is code in backquotes");
        if (!close[1])
            open = p;
    }
    if (!open && n && s[n - 1] == '}')
        fail(line, "a brace is closed that was not opened; write {words} at"
             " the end of the line");
    if (!open)
        return "";
    s[n - 1] = '\0';
    *open = '\0';
    return trim(open + 1);
}

static void check_utf8(const char *s, int line)
{
    const char *p = s;
    unsigned c;

    while ((c = next_char(&p)))
        if (c == 0xfffd)
            fail(line, "this line is not UTF-8; save the file as UTF-8");
}

/* The lines of `alt:`: its own, and indented ones below it. */
static bool take_alt(char *s, bool indented, bool *going_on)
{
    if (*going_on && indented) {
        fig.alt = xprintf("%s%s%s", fig.alt, *fig.alt ? " " : "", trim(s));
        return true;
    }
    *going_on = !indented && starts_with(s, "alt:");
    if (*going_on)
        fig.alt = xstrdup(trim(s + 4));
    return *going_on;
}

static void take_line(char *s, int no, bool *in_alt)
{
    static size_t room;
    bool indented = *s == ' ' || *s == '\t';
    struct entry *l;
    size_t n = fig.nlines;

    check_utf8(s, no);
    *in_alt = *in_alt && *trim(s);
    cut_comment(s);
    s = trim(s);
    if (!*s || take_alt(s, indented, in_alt))
        return;
    if (!fig.kind) {
        fig.kind_line = no;
        fig.kind = take_word(&s);
        fig.options = trim(s);
        return;
    }
    if (!indented && !strcmp(s, "wide")) {
        fig.wide = true;
        return;
    }
    fig.lines = xgrow(fig.lines, n, &room, sizeof(*l));
    l = &fig.lines[fig.nlines++];
    l->no = no;
    l->indented = indented;
    l->style = cut_style(s, no);
    l->text = trim(s);
    if (!*l->text)
        fail(no, "style words, but of what? write them behind something");
}

static void name_figure(const char *path, const char *dir)
{
    const char *slash = strrchr(path, '/');
    const char *base = slash ? slash + 1 : path;

    fig.path = path;
    fig.name = xstrndup(base, strcspn(base, "."));
    fig.dir = dir ? dir : slash ? xstrndup(path, slash - path) : ".";
    if (!is_name(fig.name))
        fail(0, "the file's name becomes an id; use letters, digits and"
             " hyphens");
}

void read_figure(const char *path, const char *dir)
{
    char *text, *end;
    bool in_alt = false;
    int no = 1;

    name_figure(path, dir);
    text = read_file(path);
    if (!text)
        fail(0, "cannot read it; check the path");
    for (; *text; text = end, no++) {
        end = text + strcspn(text, "\n");
        if (*end)
            *end++ = '\0';
        take_line(text, no, &in_alt);
    }
    if (!fig.kind)
        fail(1, "the source is empty; begin with the kind of figure");
    if (!fig.alt || !*fig.alt)
        fail(fig.kind_line, "the text alternative is missing; add a line"
             " `alt: …` that says what the figure shows");
}
