/*
 * fig_plot_draw.c - lines, steps and points, and the names at their ends
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fig_plot.h"

#define HIGH 220.0
#define MANY 24             /* more points than this get few markers */

static struct point point(const struct datum *d, size_t s)
{
    return (struct point){ on_axis(&plot.x, d->x),
                           on_axis(&plot.y, d->y[s]) };
}

static unsigned line_look(const struct series *s)
{
    return s->look & ACCENT ? s->look : s->look & ~FILLS;
}

static void draw_one_line(size_t s)
{
    char *path = "";
    struct point last = { 0, 0 };
    bool open = false;

    for (size_t k = 0; k < plot.data.n; k++) {
        struct point p = point(&plot.data.at[k], s);
        const char *x = coordinate(p.x), *y = coordinate(p.y);

        if (isnan(plot.data.at[k].y[s])) {
            open = false;
            continue;
        }
        if (open && plot.kind == STEP)
            path = xprintf("%sH%sV%s", path, x, y);
        else
            path = xprintf("%s%c%s %s", path, open ? 'L' : 'M', x, y);
        if (open)
            check_segment(last.x, last.y, p.x, p.y);
        last = p;
        open = true;
    }
    draw_curve(line_look(&plot.series.at[s]), path);
}

static void draw_markers(size_t s)
{
    size_t every = plot.kind != SCATTER && plot.data.n > MANY
        ? plot.data.n / 8 : 1;
    unsigned look = plot.series.at[s].look & ACCENT ? ACCENT
        : s % 2 ? SOFT : 0;

    if (plot.series.n == 1 && every > 1)
        return;
    for (size_t k = (every - 1) / 2; k < plot.data.n; k += every) {
        struct point p = point(&plot.data.at[k], s);

        if (isnan(plot.data.at[k].y[s]))
            continue;
        draw_dot(p.x, p.y, s, look);
        check_segment(p.x - 4, p.y - 3, p.x + 4, p.y + 3);
    }
}

struct label {
    double y;
    size_t series;
    struct block text;
};

static int by_height(const void *a, const void *b)
{
    const struct label *l = a, *m = b;

    return l->y < m->y ? -1 : l->y > m->y;
}

/* The last point that is not missing. */
static struct point end_of_line(size_t s)
{
    size_t k = plot.data.n;

    while (k && isnan(plot.data.at[k - 1].y[s]))
        k--;
    if (!k)
        fail(plot.series.at[s].l->no, "this series has no values; drop it");
    return point(&plot.data.at[k - 1], s);
}

/* Names stand beside the ends; where these are close, they give way. */
static void draw_names(void)
{
    size_t n = plot.series.n;
    struct label *l = xmalloc(n * sizeof(*l));
    double below = -1e9;

    for (size_t s = 0; s < n; s++) {
        l[s].series = s;
        l[s].text = set_text(plot.series.at[s].title, NORMAL, 130,
                             plot.series.at[s].l->no);
        l[s].y = end_of_line(s).y - block_height(&l[s].text) / 2;
    }
    qsort(l, n, sizeof(*l), by_height);
    for (size_t k = 0; k < n; k++) {
        const struct series *s = &plot.series.at[l[k].series];
        struct point p = end_of_line(l[k].series);
        double half = block_height(&l[k].text) / 2;

        l[k].y = fmax(l[k].y, below);
        below = l[k].y + 2 * half;
        draw_block(&l[k].text, (struct place){ plot.x.to + 22, l[k].y, LEFT,
                   s->look & (ACCENT | SOFT), s->l->no });
        draw_line(p.x + 6, p.y, plot.x.to + 18, l[k].y + half, HAIR);
    }
}

static void draw_note(const struct remark *r)
{
    double x = on_axis(&plot.x, r->x), y = on_axis(&plot.y, r->y);
    bool left = style_has(r->l, "left"), below = style_has(r->l, "below");
    double dx = left ? -16 : 16, dy = below ? 22 : -22;
    unsigned look = style_look(r->l);
    struct block b = set_text(r->text, NORMAL, 170, r->l->no);

    draw_line(x + dx / 4, y + dy / 4, x + dx, y + dy, HAIR
              | (look & ACCENT));
    draw_block(&b, (struct place){ x + dx * 1.25, y + dy - (below ? 4
               : block_height(&b) - 4), left ? RIGHT : LEFT, look | KNOCK
               | STRICT, r->l->no });
}

static void draw_mark(const struct remark *r)
{
    double x = on_axis(&plot.x, r->x), y = on_axis(&plot.y, r->y);
    bool left = style_has(r->l, "left"), below = style_has(r->l, "below");
    unsigned look = style_look(r->l);
    char *d = r->kind == MARK_X
        ? xprintf("M%s %sV%s", coordinate(snap(x)), coordinate(plot.y.from),
                  coordinate(plot.y.to - 8))
        : xprintf("M%s %sH%s", coordinate(plot.x.from), coordinate(snap(y)),
                  coordinate(plot.x.to));

    draw_curve(HAIR | DASH | UNDER | (look & ACCENT), d);
    look |= KNOCK | STRICT;
    if (r->kind == MARK_X)
        draw_text(r->text, SMALL, (struct place){ x + (left ? -5 : 5),
                  plot.y.to - 12, left ? RIGHT : LEFT, look, r->l->no });
    else
        draw_text(r->text, SMALL, (struct place){ left ? plot.x.from + 6
                  : plot.x.to - 6, y + (below ? 2 : -17), left ? LEFT
                  : RIGHT, look, r->l->no });
}

static double names_width(void)
{
    double w = 0;

    for (size_t s = 0; s < plot.series.n; s++)
        w = fmax(w, set_text(plot.series.at[s].title, NORMAL, 130,
                             plot.series.at[s].l->no).width);
    return w;
}

void draw_lines(void)
{
    double room = (fig.wide ? WIDE : COLUMN) - 4;

    plot.x.from = tick_width(&plot.y) + 8;
    plot.x.to = room - names_width() - 22;
    plot.y.from = HIGH;
    plot.y.to = 0;
    draw_axes();
    for (size_t s = 0; s < plot.series.n; s++) {
        if (plot.kind != SCATTER)
            draw_one_line(s);
        draw_markers(s);
    }
    draw_names();
    for (size_t k = 0; k < plot.remarks.n; k++) {
        if (plot.remarks.at[k].kind == NOTE)
            draw_note(&plot.remarks.at[k]);
        else
            draw_mark(&plot.remarks.at[k]);
    }
}
