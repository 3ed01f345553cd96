/*
 * fig_plot.c - plots of measured data
 *
 *     plot lines                   or steps, scatter, bars
 *     x: title {log}               an axis: its title, {log} or {log2}, and
 *     y: title {0..64}             a range, of which one end may be missing
 *     series title {accent}        one line for each column of data
 *     data alloc.tsv               a file beside the source (or in -d DIR)
 *     data ../NN-x.md#id 1 3       rows of a block of a chapter, and which
 *                                  of their columns: see fig_plot_block.c
 *     data                         or here, in indented lines:
 *         16 12.5 "9.1" -          blanks or tabs between; - is missing
 *     note 16 12.5: text           a remark at a point
 *     mark x 64: text              a line across at a value; also mark y;
 *                                  {left} {below} move these texts
 *
 * Lines of data that begin with # are comments. The first column is x; for
 * bars it is the category (in double quotes if it has blanks). Series are
 * told apart by dashes, markers and patterns, and named where they end.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fig_plot.h"

struct plot plot;

static double take_value(const char *word, int line)
{
    char *end;
    double v = strtod(word ? word : "", &end);

    if (!word || !*word || *end)
        fail(line, "'%s' is not a number; write one here",
             word ? word : "");
    return v;
}

/* `low..high`, of which either may be missing. */
static void take_range(struct axis *a, char *low, int line)
{
    char *high = strstr(low, "..");

    *high = '\0';
    high += 2;
    a->low_given = *low;
    a->high_given = *high;
    if (*low)
        a->low = take_value(low, line);
    if (*high)
        a->high = take_value(high, line);
}

static void take_axis(struct axis *a, const struct entry *l)
{
    char *style = xstrdup(l->style), *word;

    a->l = l;
    a->title = trim(xstrdup(l->text + 2));
    while ((word = take_word(&style))) {
        if (!strcmp(word, "log"))
            a->base = 10;
        else if (!strcmp(word, "log2"))
            a->base = 2;
        else if (strstr(word, ".."))
            take_range(a, word, l->no);
        else
            fail(l->no, "'%s' is no style of an axis; use log, log2 or a"
                 " range like 0..64", word);
    }
    if (a->base && ((a->low_given && a->low <= 0)
                    || (a->high_given && a->high <= 0)))
        fail(l->no, "a log scale has no zero; let the range begin above");
    if (a->low_given && a->high_given && a->low >= a->high)
        fail(l->no, "the range ends before it begins; swap its numbers");
}

static void add_series(const struct entry *l)
{
    static const unsigned dashes[] = { 0, DASH, DOTTED, DASH | DOTTED };
    struct series *s = GROW(plot.series);

    style_only(l, "accent soft dash hatch dots lines wash");
    s->l = l;
    s->title = trim(xstrdup(l->text + strlen("series")));
    s->look = style_look(l);
    if (plot.kind != BARS && !(s->look & DASH))
        s->look |= dashes[(plot.series.n - 1) % 4];
}

static void add_remark(const struct entry *l, enum remark_kind kind,
                       char *rest)
{
    struct remark *r = GROW(plot.remarks);
    char *colon = strchr(rest, ':');

    style_only(l, "accent soft left below");
    r->kind = kind;
    r->l = l;
    r->text = colon ? trim(colon + 1) : "";
    if (colon)
        *colon = '\0';
    if (kind != MARK_Y)
        r->x = take_value(take_word(&rest), l->no);
    if (kind != MARK_X)
        r->y = take_value(take_word(&rest), l->no);
    if (kind == NOTE && !*r->text)
        fail(l->no, "the note says nothing; write `note X Y: text`");
}

static void add_statement(const struct entry *l)
{
    char *text = xstrdup(l->text);

    if (l->indented)
        add_datum(text, NULL, l->no);
    else if (starts_with(text, "x:"))
        take_axis(&plot.x, l);
    else if (starts_with(text, "y:"))
        take_axis(&plot.y, l);
    else if (starts_with(text, "data "))
        read_data_file(trim(text + 5), l->no);
    else if (starts_with(text, "note "))
        add_remark(l, NOTE, text + 5);
    else if (starts_with(text, "mark x "))
        add_remark(l, MARK_X, text + 7);
    else if (starts_with(text, "mark y "))
        add_remark(l, MARK_Y, text + 7);
    else if (strcmp(text, "data"))
        fail(l->no, "'%s' is not understood; write x:, y:, series, data,"
             " note or mark, and indent data", text);
}

static void take_kind(void)
{
    static const char *const names[] = { "lines", "steps", "scatter",
                                         "bars" };
    int k = 0;

    while (k < 4 && strcmp(fig.options, names[k]))
        k++;
    if (k == 4)
        fail(fig.kind_line, "what kind of plot? write `plot lines`, `plot"
             " steps`, `plot scatter` or `plot bars`");
    plot.kind = k;
}

void draw_plot(void)
{
    take_kind();
    plot.x.title = plot.y.title = "";
    for (int k = 0; k < fig.nlines; k++)
        if (starts_with(fig.lines[k].text, "series ")
            && !fig.lines[k].indented)
            add_series(&fig.lines[k]);
    if (!plot.series.n)
        fail(fig.kind_line, "no series; write a line `series title` for"
             " each column of data");
    for (int k = 0; k < fig.nlines; k++)
        if (!starts_with(fig.lines[k].text, "series "))
            add_statement(&fig.lines[k]);
    if (!plot.data.n)
        fail(fig.kind_line, "no data; write `data FILE`, or `data` and"
             " indented lines");
    set_axes();
    if (plot.kind == BARS)
        draw_bars();
    else
        draw_lines();
}
