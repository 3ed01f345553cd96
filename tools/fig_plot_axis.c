/*
 * fig_plot_axis.c - ranges, ticks and the lines they stand on
 *
 * A linear y axis begins at zero unless the source says otherwise; other
 * ranges are those of the data, opened to the next round number. Ticks are
 * 1, 2 or 5 times a power of ten, or powers of two.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "fig_plot.h"

double on_axis(const struct axis *a, double v)
{
    double t = a->base ? log(v / a->low) / log(a->high / a->low)
        : (v - a->low) / (a->high - a->low);

    return a->from + t * (a->to - a->from);
}

static void cover(struct axis *a, double *low, double *high, double v,
                  bool *any)
{
    if (isnan(v))
        return;
    if (a->base && v <= 0)
        fail(a->l->no, "the data has a value of %g, which a log scale"
             " cannot show; drop {log}", v);
    *low = *any ? fmin(*low, v) : v;
    *high = *any ? fmax(*high, v) : v;
    *any = true;
}

/* The greatest 1, 2 or 5 times a power of ten that is not above v. */
static double round_down(double v)
{
    double p = pow(10, floor(log10(v) + 1e-9));
    double m = v / p;

    return p * (m > 5 - 1e-9 ? 5 : m > 2 - 1e-9 ? 2 : 1);
}

static double step_of(double range)
{
    double s = round_down(range / 4);

    return range / s > 6.5 ? round_down(s * 2.1) : s;
}

static void open_range(struct axis *a, double low, double high, bool is_y)
{
    double step;

    if (a->base == 2) {
        low = is_y ? exp2(floor(log2(low) + 1e-9)) : low;
        high = is_y ? exp2(ceil(log2(high) - 1e-9)) : high;
    } else if (a->base) {
        low = is_y ? round_down(low) : low;
        high = is_y && high > round_down(high) * 1.001
            ? round_down(round_down(high) * 2.6) : high;
    } else if (is_y) {
        low = fmin(low, 0);
        step = step_of(high > low ? high - low : 1);
        low = floor(low / step + 1e-9) * step;
        high = ceil(high / step - 1e-9) * step;
    }
    if (high <= low)
        high = a->base ? low * 2 : low + 1;
    if (!a->low_given)
        a->low = low;
    if (!a->high_given)
        a->high = high;
}

static void add_tick(struct axis *a, double v)
{
    double slack = (a->high - a->low) * 1e-9;

    if (a->n < TICKS && v >= a->low * (a->base ? 1 - 1e-9 : 1) - slack
        && v <= a->high + slack)
        a->ticks[a->n++] = v;
}

static void set_linear_ticks(struct axis *a)
{
    double step = step_of(a->high - a->low);

    for (double k = ceil(a->low / step - 1e-9); k * step <= a->high * (1
         + 1e-9) && a->n < TICKS; k++)
        add_tick(a, k * step);
}

static void set_log_ticks(struct axis *a)
{
    double decades = log10(a->high / a->low);
    int k;

    if (a->base == 2) {
        int first = ceil(log2(a->low) - 1e-9);
        int last = floor(log2(a->high) + 1e-9);
        int step = (last - first) / 9 + 1;

        for (k = first; k <= last; k += step)
            add_tick(a, exp2(k));
        return;
    }
    for (k = floor(log10(a->low)); k <= ceil(log10(a->high)); k++) {
        add_tick(a, pow(10, k));
        if (decades < 2.6)
            add_tick(a, 2 * pow(10, k));
        if (decades < 2.6)
            add_tick(a, 5 * pow(10, k));
    }
}

static void set_axis(struct axis *a, double low, double high, bool is_y)
{
    open_range(a, low, high, is_y);
    if (a->base)
        set_log_ticks(a);
    else
        set_linear_ticks(a);
}

void set_axes(void)
{
    double x0 = 0, x1 = 0, y0 = 0, y1 = 0;
    bool any_x = false, any_y = false;

    for (size_t k = 0; k < plot.data.n; k++) {
        const struct datum *d = &plot.data.at[k];

        cover(&plot.x, &x0, &x1, d->x, &any_x);
        for (size_t s = 0; s < plot.series.n; s++)
            cover(&plot.y, &y0, &y1, d->y[s], &any_y);
    }
    if (!any_y)
        fail(fig.kind_line, "all values are missing; give some");
    set_axis(&plot.x, x0, x1, false);
    set_axis(&plot.y, y0, y1, true);
}

/* 1,234,567 · 0.25; in code, whose figures are all of one width. */
char *value_text(double v)
{
    char digits[64], out[96], *to = out;
    char *dot;
    int whole;

    snprintf(digits, sizeof(digits), "%.*f", fabs(v) < 1 ? 3 : fabs(v) < 100
             && v != floor(v) ? 1 : 0, fabs(v));
    dot = strchr(digits, '.');
    whole = dot ? dot - digits : (int)strlen(digits);
    if (dot) {
        for (char *z = digits + strlen(digits) - 1; *z == '0'; z--)
            *z = '\0';
        if (!dot[1])
            *dot = '\0';
    }
    if (v < 0)
        to += sprintf(to, "−");
    for (int k = 0; digits[k]; k++) {
        if (k && k < whole && (whole - k) % 3 == 0 && whole > 4)
            *to++ = ',';
        *to++ = digits[k];
    }
    *to = '\0';
    return xprintf("`%s`", out);
}

char *tick_text(const struct axis *a, double v)
{
    static const char *const units[] = { "", " Ki", " Mi", " Gi", " Ti" };
    int k = 0;

    if (a->base != 2)
        return value_text(v);
    for (; k < 4 && v >= 1024 && fmod(v, 1024) == 0; k++)
        v /= 1024;
    return xprintf("`%g%s`", v, units[k]);
}

double tick_width(const struct axis *a)
{
    double w = 0;

    for (int k = 0; k < a->n; k++)
        w = fmax(w, set_text(tick_text(a, a->ticks[k]), SMALL, 0, 0).width);
    return w;
}

static void draw_x_axis(void)
{
    const struct axis *a = &plot.x;
    double y = plot.y.from, end = -1e9;
    struct block b;

    draw_line(a->from, y, a->to, y, 0);
    for (int k = 0; k < a->n; k++) {
        double x = on_axis(a, a->ticks[k]);

        draw_line(x, y, x, y + 4, HAIR);
        b = set_text(tick_text(a, a->ticks[k]), SMALL, 0, 0);
        if (x - b.width / 2 < end + 8)
            continue;
        end = x + b.width / 2;
        draw_block(&b, (struct place){ x, y + 6, MIDDLE, SOFT,
                   fig.kind_line });
    }
    if (*a->title)
        draw_text(a->title, NORMAL, (struct place){ (a->from + a->to) / 2,
                  y + 23, MIDDLE, 0, a->l->no });
}

static void draw_y_axis(void)
{
    const struct axis *a = &plot.y;

    for (int k = 0; k < a->n; k++) {
        double y = on_axis(a, a->ticks[k]);
        struct block b = set_text(tick_text(a, a->ticks[k]), SMALL, 0, 0);

        if (fabs(y - a->from) > 1)
            draw_curve(GRID | UNDER, xprintf("M%s %sH%s",
                       coordinate(plot.x.from), coordinate(snap(y)),
                       coordinate(plot.x.to)));
        draw_block(&b, (struct place){ plot.x.from - 8, y - 8, RIGHT, SOFT,
                   fig.kind_line });
    }
    if (*a->title)
        draw_text(a->title, NORMAL, (struct place){ plot.x.from
                  - tick_width(a) - 8, a->to - 32, LEFT, 0, a->l->no });
}

void draw_axes(void)
{
    draw_y_axis();
    draw_x_axis();
}
