/* weave_scan.c: find and number what links can lead to, and read the road and
 * the glossary.  */
#include "weave.h"
#include "fence.h"

#include <stdlib.h>
#include <string.h>

const char *const label_names[LABEL_KINDS] = {
    "chapter", "section", "figure", "table", "experiment", "exercise",
    "solution", "evidence", "chunk", "term",
};

struct counters { int kind[LABEL_KINDS]; int section, subsection; };

static struct label *add(struct weave *w, enum label_kind kind,
                         struct chapter *c, size_t line, char *id,
                         char *number, char *title)
{
    struct label *old = id && *id ? weave_label(w, c, id) : NULL;
    struct label *label;

    if (old)
        complain(c->path, line, "#%s is also the name of what stands in "
                 "line %zu; give one of them another name", id, old->line);
    label = GROW(w->labels);
    label->kind = kind;
    label->chapter = c;
    label->line = line;
    label->id = id;
    label->number = number;
    label->title = title;
    return label;
}

static char *next_number(struct counters *n, enum label_kind kind,
                         struct chapter *c)
{
    return c->number ? xprintf("%d.%d", c->number, ++n->kind[kind])
                     : xprintf("%d", ++n->kind[kind]);
}

static char *trimmed(const char *from, size_t n)
{
    while (n && (from[n - 1] == ' ' || from[n - 1] == '\t'))
        n--;
    return xstrndup(from, n);
}

static void heading(struct weave *w, struct chapter *c, const char *text,
                    size_t line, struct counters *n)
{
    int level = strspn(text, "#");
    const char *brace = strrchr(text, '{');
    const char *start = text + level + strspn(text + level, " ");
    char *id = brace ? get_attribute(brace, "#") : NULL;
    char *number = xstrdup("");
    size_t length = brace ? (size_t)(brace - start) : strlen(start);

    if (level == 1) {
        if (weave_label(w, c, ""))
            complain(c->path, line, "the chapter has its title in line "
                     "%zu; write ## for a section",
                     weave_label(w, c, "")->line);
        add(w, LABEL_CHAPTER, c, line, xstrdup(""),
            xprintf("%d", c->number), trimmed(start, length))->level = 1;
        return;
    }
    if (!id) {
        complain(c->path, line, "this heading has no name; write "
                 "%.*s %s {#a-name}", level, "######",
                 trimmed(start, length));
        return;
    }
    if (level == 2) {
        n->section++;
        n->subsection = 0;
        if (c->number)
            number = xprintf("%d.%d", c->number, n->section);
    } else if (c->number) {
        number = xprintf("%d.%d.%d", c->number, n->section,
                         ++n->subsection);
    }
    add(w, LABEL_SECTION, c, line, id, number, trimmed(start, length))
        ->level = level;
}

static void figure(struct weave *w, struct chapter *c, const char *text,
                   size_t line, struct counters *n)
{
    const char *open = strstr(text, "](figures/"), *close, *path;
    char *id, *source, *whole;
    struct label *label;

    if (!open)
        return;
    path = open + 2;
    close = path + strcspn(path, ")");
    id = close[0] && close[1] == '{' ? get_attribute(close + 1, "#") : NULL;
    if (!id) {
        complain(c->path, line, "this figure has no name; write "
                 "![…](figures/x.fig){#fig-x}");
        return;
    }
    source = xstrndup(path, close - path);
    label = add(w, LABEL_FIGURE, c, line, id,
                next_number(n, LABEL_FIGURE, c), NULL);
    label->title = xstrndup(text + 2, open > text + 2 ? open - text - 2 : 0);
    label->source = source;
    whole = xprintf("%s/%s", w->book->folder, source);
    FILE *in = fopen(whole, "r");
    if (!in)
        complain(c->path, line, "%s does not exist; draw it, or correct "
                 "its name", whole);
    else
        fclose(in);
    free(whole);
}

static void table(struct weave *w, struct chapter *c, const char *text,
                  size_t line, struct counters *n)
{
    const char *brace = strrchr(text, '{');
    char *id = brace ? get_attribute(brace, "#") : NULL;

    if (starts_with(text, ": ") && id && starts_with(id, "tab-"))
        add(w, LABEL_TABLE, c, line, id, next_number(n, LABEL_TABLE, c),
            trimmed(text + 2, brace - text - 2));
}

static void prose(struct weave *w, struct chapter *c, const char *text,
                  size_t line, struct counters *n)
{
    if (*text == '#' && text[strspn(text, "#")] == ' ')
        heading(w, c, text, line, n);
    else if (starts_with(text, "!["))
        figure(w, c, text, line, n);
    else if (strstr(text, "](figures/"))
        complain(c->path, line, "a figure's ![caption](figures/…) is "
                 "written on one line of its own; join its lines");
    else if (starts_with(text, ": "))
        table(w, c, text, line, n);
}

static void box(struct weave *w, struct chapter *c, struct fences *f,
                struct counters *n)
{
    const char *a = f->divs.at[f->divs.n - 1].attributes;
    char *id = get_attribute(a, "#"), *title = get_attribute(a, "title");
    const struct div *exercise = fences_inside(f, "exercise");
    struct label *label;

    title = title ? title : xstrdup("");
    if (has_class(a, "experiment")) {
        add(w, LABEL_EXPERIMENT, c, f->line, id,
            next_number(n, LABEL_EXPERIMENT, c), title);
    } else if (has_class(a, "exercise")) {
        label = add(w, LABEL_EXERCISE, c, f->line, id,
                    next_number(n, LABEL_EXERCISE, c), title);
        label->extra = get_attribute(a, "grade");
        if (!id || !label->extra || !strchr("123", *label->extra))
            complain(c->path, f->line, "an exercise needs a name and a "
                     "grade; write {.exercise #ex-name grade=1} (1, 2, 3)");
    } else if (has_class(a, "solution") && exercise) {
        label = add(w, LABEL_SOLUTION, c, f->line, id,
                    xprintf("%d.%d", c->number, n->kind[LABEL_EXERCISE]),
                    title);
        label->extra = get_attribute(exercise->attributes, "#");
    }
}

static void evidence(struct weave *w, struct chapter *c, struct fences *f,
                     struct counters *n)
{
    bool screen = has_class(f->info, "screen");
    char *id = get_attribute(f->info, "#"), *caption;

    if (!screen && !has_class(f->info, "transcript")
        && !has_class(f->info, "listing"))
        return;
    caption = get_attribute(f->info, "caption");
    if (!id) {
        complain(c->path, f->line, "this block has no name; write "
                 "{.transcript #a-name} (or .screen, .listing)");
        return;
    }
    add(w, screen ? LABEL_FIGURE : LABEL_EVIDENCE, c, f->line, id,
        screen ? next_number(n, LABEL_FIGURE, c) : xstrdup(""),
        caption ? caption : xstrdup(""));
}

static void scan_chapter(struct weave *w, struct chapter *c)
{
    struct fences f = { 0 };
    struct counters n = { 0 };

    for (size_t i = 0; i < c->prose.n; i++) {
        const char *text = c->prose.at[i].text;
        enum line_kind kind;

        if (!text)
            continue;           /* a chunk, between its fence's ends */
        kind = fences_next(&f, text);
        f.line = c->prose.at[i].line;
        if (f.divs.n && kind == LINE_DIV_OPEN)
            f.divs.at[f.divs.n - 1].line = f.line;
        if (kind == LINE_PROSE)
            prose(w, c, text, f.line, &n);
        else if (kind == LINE_DIV_OPEN)
            box(w, c, &f, &n);
        else if (kind == LINE_FENCE_OPEN)
            evidence(w, c, &f, &n);
    }
    if (!weave_label(w, c, ""))
        complain(c->path, 1, "the chapter has no title; begin with "
                 "# Its title");
}

void weave_scan(struct weave *w)
{
    for (size_t i = 0; i < w->book->chapters.n; i++)
        scan_chapter(w, w->book->chapters.at[i]);
}

struct label *weave_label(struct weave *w, struct chapter *c, const char *id)
{
    for (size_t i = 0; i < w->labels.n; i++)
        if (w->labels.at[i].chapter == c && w->labels.at[i].id
            && strcmp(w->labels.at[i].id, id) == 0)
            return &w->labels.at[i];
    return NULL;
}

struct label *weave_term(struct weave *w, const char *id)
{
    for (size_t i = 0; i < w->terms.n; i++)
        if (strcmp(w->terms.at[i].id, id) == 0)
            return &w->terms.at[i];
    return NULL;
}

struct label *weave_section_at(struct weave *w, struct definition *d)
{
    struct label *found = NULL;

    for (size_t i = 0; i < w->labels.n; i++) {
        struct label *label = &w->labels.at[i];

        if (label->chapter == d->chapter && label->line < d->line
            && (label->kind == LABEL_SECTION
                || label->kind == LABEL_CHAPTER))
            found = label;
    }
    return found;
}

/* --- the road and the glossary ------------------------------------------ */

/* "  key: value" or "  - key: value", value possibly in quotes.  */
static char *yaml_value(const char *text, const char *key)
{
    const char *s = text + strspn(text, " -");
    size_t n = strlen(key), length;

    if (strncmp(s, key, n) != 0 || s[n] != ':')
        return NULL;
    s += n + 1 + strspn(s + n + 1, " ");
    length = strlen(s);
    if (length > 1 && *s == '"' && s[length - 1] == '"')
        return xstrndup(s + 1, length - 2);
    return xstrdup(s);
}

static void road_line(struct weave *w, const char *text)
{
    bool in_chapters = w->road.n
        && w->road.at[w->road.n - 1].part == (int)w->parts.n;
    struct road_chapter *c;
    char *value;

    if (starts_with(text, "  - title:")) {
        GROW(w->parts)->title = yaml_value(text, "title");
    } else if ((value = yaml_value(text, "slug"))) {
        c = GROW(w->road);
        c->slug = value;
        c->number = atoi(value);
        c->part = w->parts.n;
    } else if (in_chapters && (value = yaml_value(text, "title"))) {
        w->road.at[w->road.n - 1].title = value;
    } else if (in_chapters && (value = yaml_value(text, "line"))) {
        w->road.at[w->road.n - 1].line = value;
    } else if (w->parts.n && (value = yaml_value(text, "weave"))) {
        w->parts.at[w->parts.n - 1].weave = value;
    } else if (w->parts.n && (value = yaml_value(text, "blurb"))) {
        w->parts.at[w->parts.n - 1].blurb = value;
    }
}

void weave_read_road(struct weave *w)
{
    char *path = xprintf("%s/metadata.yaml", w->book->folder);
    FILE *in = fopen(path, "r");
    struct line line = { 0 };
    char *text;

    free(path);
    if (!in)
        return;                 /* a book may do without a road */
    while ((text = read_line(in, &line)))
        road_line(w, text);
    fclose(in);
    free(line.text);
}

static void glossary_line(struct weave *w, const char *text)
{
    struct label *term = w->terms.n ? &w->terms.at[w->terms.n - 1] : NULL;
    const char *brace = strrchr(text, '{');
    char *whole;

    if (starts_with(text, "## ") && brace) {
        term = GROW(w->terms);
        term->kind = LABEL_TERM;
        term->id = get_attribute(brace, "#");
        term->title = trimmed(text + 3, brace - text - 3);
        term->source = xstrdup("");
        if (!term->id)
            term->id = xstrdup("");
    } else if (term && *text != '#') {
        whole = xprintf("%s%s%s", term->source, *term->source ? "\n" : "",
                        text);
        free(term->source);
        term->source = whole;
    }
}

void weave_read_glossary(struct weave *w)
{
    char *path = xprintf("%s/glossary.md", w->book->folder);
    FILE *in = fopen(path, "r");
    struct line line = { 0 };
    char *text;

    free(path);
    if (!in)
        return;
    while ((text = read_line(in, &line)))
        glossary_line(w, text);
    fclose(in);
    free(line.text);
}
