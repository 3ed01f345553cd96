/*
 * fig_plot_bars.c - bars that lie, with their values at their ends
 *
 * Categories stand at the left. Where there are several series, each has
 * its pattern, and the bars of the first category carry the series' names.
 */
#include <math.h>

#include "fig_plot.h"

#define BAR 15.0
#define BETWEEN 12.0        /* categories */

static double names_width(void)
{
    double w = 0;

    for (size_t k = 0; k < plot.data.n; k++)
        w = fmax(w, set_text(plot.data.at[k].category, NORMAL, 170,
                             fig.kind_line).width);
    return w;
}

/* What stands beside the longest bar: its value, perhaps its series. */
static double values_width(void)
{
    double w = 0;

    for (size_t k = 0; k < plot.data.n; k++)
        for (size_t s = 0; s < plot.series.n; s++) {
            double v = plot.data.at[k].y[s];
            double own = isnan(v) ? 0 : set_text(value_text(v), SMALL, 0,
                                                 0).width + 10;

            if (k == 0 && plot.series.n > 1)
                own += set_text(plot.series.at[s].title, SMALL, 0,
                                plot.series.at[s].l->no).width + 10;
            w = fmax(w, own);
        }
    return w;
}

static void draw_bar(size_t k, size_t s, double y)
{
    static const unsigned fills[] = { WASH, HATCH, DOTS, LINES };
    const struct series *series = &plot.series.at[s];
    unsigned look = series->look;
    double v = plot.data.at[k].y[s], x;
    struct place at = { .anchor = LEFT, .line = series->l->no };

    if (!(look & FILLS))
        look |= look & ACCENT ? HATCH : fills[s % 4];
    if (isnan(v)) {
        draw_text("not measured", SMALL, (struct place){ plot.x.from + 6,
                  y, LEFT, SOFT, fig.kind_line });
        return;
    }
    x = on_axis(&plot.y, v);
    draw_rect(plot.x.from, y, fmax(x - plot.x.from, 1), BAR, look);
    at.x = x + 6;
    at.y = y - 0.5;
    draw_text(value_text(v), SMALL, at);
    if (k || plot.series.n == 1)
        return;
    at.x += set_text(value_text(v), SMALL, 0, 0).width + 10;
    at.look = series->look & ACCENT ? ACCENT : SOFT;
    draw_text(series->title, SMALL, at);
}

static double draw_group(size_t k, double y)
{
    double h = plot.series.n * (BAR + 3) - 3;
    struct block b = set_text(plot.data.at[k].category, NORMAL, 170,
                              fig.kind_line);

    h = fmax(h, block_height(&b));
    draw_block(&b, (struct place){ plot.x.from - 10, y + (h
               - block_height(&b)) / 2, RIGHT, 0, fig.kind_line });
    for (size_t s = 0; s < plot.series.n; s++)
        draw_bar(k, s, y + s * (BAR + 3));
    return y + h + BETWEEN;
}

void draw_bars(void)
{
    double y = 4;

    if (plot.y.base)
        fail(plot.y.l->no, "bars begin at zero, and a log scale has none;"
             " use `plot scatter`");
    if (plot.y.low < 0)
        fail(fig.kind_line, "a bar cannot show a negative value; use `plot"
             " scatter`");
    plot.x.from = names_width() + 12;
    plot.y.from = plot.x.from;
    plot.y.to = (fig.wide ? WIDE : COLUMN) - 4 - values_width();
    for (size_t k = 0; k < plot.data.n; k++)
        plot.y.high = k ? plot.y.high : 0;
    for (size_t k = 0; k < plot.data.n; k++)
        for (size_t s = 0; s < plot.series.n; s++)
            plot.y.high = fmax(plot.y.high, plot.data.at[k].y[s]);
    if (*plot.y.title)
        draw_text(plot.y.title, NORMAL, (struct place){ plot.x.from, -20,
                  LEFT, SOFT, plot.y.l->no });
    for (size_t k = 0; k < plot.data.n; k++)
        y = draw_group(k, y);
    draw_line(plot.x.from, 0, plot.x.from, y - BETWEEN + 4, 0);
}
