/*
 * fig_draw.c - the strokes and texts that figures are made of
 *
 * Everything is written as SVG into one of three layers, so that fills lie
 * under lines and lines under text whatever the order of the calls. Strokes
 * and texts are also told to fig_check.c, and what all of it covers is
 * remembered: a figure is cut to its contents.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fig.h"

static struct drawing drawing = { 1e9, 1e9, -1e9, -1e9, { 0 }, 0 };
static FILE *layers[3];
static char *layer_text[3];
static size_t layer_size[3];

static FILE *on(enum layer k)
{
    if (!layers[k])
        layers[k] = open_memstream(&layer_text[k], &layer_size[k]);
    if (!layers[k])
        die("out of memory");
    return layers[k];
}

/* A coordinate without idle zeros; valid for the next 16 calls. */
const char *coordinate(double v)
{
    static char text[16][32];
    static int k;
    char *s = text[k = (k + 1) % 16], *end;

    snprintf(s, sizeof(text[0]), "%.2f", v);
    for (end = s + strlen(s); end[-1] == '0'; end--)
        end[-1] = '\0';
    if (end[-1] == '.')
        end[-1] = '\0';
    return strcmp(s, "-0") ? s : "0";
}
#define N coordinate

/* Hairlines are sharp where they run through the middle of pixels. */
double snap(double v)
{
    return floor(v + 0.25) + 0.5;
}

void reserve(double x0, double y0, double x1, double y1)
{
    drawing.x0 = fmin(drawing.x0, x0);
    drawing.y0 = fmin(drawing.y0, y0);
    drawing.x1 = fmax(drawing.x1, x1);
    drawing.y1 = fmax(drawing.y1, y1);
}

static const char *stroke_class(unsigned look)
{
    const char *stroke = look & ACCENT ? look & HAIR ? "f-fine" : "f-main"
        : look & GRID ? "f-grid" : look & SECOND ? "f-second"
        : look & (HAIR | SOFT) ? "f-hair" : "f-line";
    const char *dash = look & DASH ? look & DOTTED ? " f-dash-dot"
        : " f-dash" : look & DOTTED ? " f-dotted" : "";

    return xprintf("%s%s", stroke, dash);
}

void draw_fill(double x, double y, double w, double h, unsigned look)
{
    FILE *out = on(FILLS_LAYER);

    fprintf(out, "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" ",
            N(snap(x)), N(snap(y)), N(snap(x + w) - snap(x)),
            N(snap(y + h) - snap(y)));
    if (look & (KNOCK | WASH)) {
        fprintf(out, "class=\"%s\"/>\n", look & WASH ? "f-wash"
                : "f-knock");
        return;
    }
    drawing.fills |= fill_bit(look);
    fprintf(out, "fill=\"url(#%s)\"/>\n", fill_id(look));
}

void draw_rect(double x, double y, double w, double h, unsigned look)
{
    double x1 = snap(x + w), y1 = snap(y + h);

    if (look & FILLS)
        draw_fill(x, y, w, h, look);
    x = snap(x);
    y = snap(y);
    fprintf(on(LINES_LAYER), "<rect class=\"%s\" x=\"%s\" y=\"%s\""
            " width=\"%s\" height=\"%s\"%s/>\n", stroke_class(look), N(x),
            N(y), N(x1 - x), N(y1 - y), look & ROUND ? " rx=\"9\"" : "");
    check_segment(x, y, x1, y);
    check_segment(x, y1, x1, y1);
    check_segment(x, y, x, y1);
    check_segment(x1, y, x1, y1);
    reserve(x - 0.5, y - 0.5, x1 + 0.5, y1 + 0.5);
}

/* An arrowhead whose point is `to`; the line is cut back to its base. */
static struct point draw_head(struct point from, struct point to,
                              unsigned look)
{
    double dx = to.x - from.x, dy = to.y - from.y, d = hypot(dx, dy);
    struct point base;

    if (d < 0.1)
        return to;
    dx /= d;
    dy /= d;
    base.x = to.x - 8 * dx;
    base.y = to.y - 8 * dy;
    fprintf(on(LINES_LAYER), "<path class=\"%s\" d=\"M%s %sL%s %sL%s %sz\""
            "/>\n", look & ACCENT ? "f-head f-head-main" : "f-head",
            N(to.x), N(to.y), N(base.x - 3.4 * dy), N(base.y + 3.4 * dx),
            N(base.x + 3.4 * dy), N(base.y - 3.4 * dx));
    base.x += dx;
    base.y += dy;
    return base;
}

void draw_path(const struct point *given, int n, unsigned look)
{
    struct point p[16];
    FILE *out = on(look & UNDER ? FILLS_LAYER : LINES_LAYER);

    for (int k = 0; k < n; k++) {
        p[k].x = given[k].x;
        p[k].y = given[k].y;
        reserve(p[k].x - 1, p[k].y - 1, p[k].x + 1, p[k].y + 1);
        if (k)
            check_segment(p[k - 1].x, p[k - 1].y, p[k].x, p[k].y);
    }
    if (look & HEAD)
        p[n - 1] = draw_head(p[n - 2], p[n - 1], look);
    if (look & TAIL)
        p[0] = draw_head(p[1], p[0], look);
    fprintf(out, "<path class=\"%s\" d=\"", stroke_class(look));
    for (int k = 0; k < n; k++)
        fprintf(out, "%c%s %s", k ? 'L' : 'M', N(p[k].x), N(p[k].y));
    fprintf(out, "\"/>\n");
}

void draw_line(double x0, double y0, double x1, double y1, unsigned look)
{
    struct point p[2] = { { x0, y0 }, { x1, y1 } };

    if (x0 == x1)
        p[0].x = p[1].x = snap(x0);
    if (y0 == y1)
        p[0].y = p[1].y = snap(y0);
    draw_path(p, 2, look);
}

/* Any path that is to be neither checked nor counted in. */
void draw_curve(unsigned look, const char *d)
{
    fprintf(on(look & UNDER ? FILLS_LAYER : LINES_LAYER),
            "<path class=\"%s\" d=\"%s\"/>\n", stroke_class(look), d);
}

void draw_brace(double x, double y0, double y1, int side, unsigned look)
{
    double middle = (y0 + y1) / 2, s = 4 * side;

    reserve(x - 8, y0, x + 8, y1);
    draw_curve(look, xprintf("M%s %sq%s 0 %s 4V%sq0 4 %s 4q%s 0 %s 4V%sq0 4"
               " %s 4", N(x), N(y0), N(s), N(s), N(middle - 4), N(s), N(-s),
               N(-s), N(y1 - 4), N(-s)));
}

/* A line across, from x to x + w, that says: here something is missing. */
void draw_zigzag(double x, double y, double w, unsigned look)
{
    int teeth = (int)(w / 12 + 0.5);
    char *d = xprintf("M%s %s", N(x), N(y));

    for (int k = 0; k < teeth; k++)
        d = xprintf("%sl%s -3l%s 6l%s -3", d, N(w / teeth / 4),
                    N(w / teeth / 2), N(w / teeth / 4));
    draw_curve(look, d);
}

/* Markers: a new shape a series, so that color need not be seen. */
void draw_dot(double x, double y, int shape, unsigned look)
{
    static const char *const paths[] = {
        "m-3.2 0a3.2 3.2 0 1 0 6.4 0a3.2 3.2 0 1 0-6.4 0z",
        "m-3 -3h6v6h-6z", "m0 -4.2l4 7h-8z",
        "m0 -4.2l4.2 4.2l-4.2 4.2l-4.2 -4.2z", "m0 4.2l4 -7h-8z",
    };
    int n = sizeof(paths) / sizeof(paths[0]);

    fprintf(on(LINES_LAYER), "<path class=\"f-dot%s%s\" d=\"M%s %s%s\"/>\n",
            look & ACCENT ? " f-dot-main" : look & SECOND ? " f-dot-second"
            : "", look & SOFT ? " f-dot-open" : "", N(x), N(y),
            paths[shape % n]);
    reserve(x - 4, y - 4, x + 4, y + 4);
}

static void draw_runs(const char *runs, enum size size, struct place at,
                      double baseline)
{
    static const char *const anchors[] = {
        "", " text-anchor=\"middle\"", " text-anchor=\"end\""
    };
    double w = run_width(runs, size);
    double x0 = at.anchor == LEFT ? at.x
        : at.anchor == MIDDLE ? at.x - w / 2 : at.x - w;
    double top = baseline - 0.7 * em(size, FACE_WORD);
    double bottom = baseline + 0.22 * em(size, FACE_WORD);

    fprintf(on(TEXT_LAYER), "<text class=\"%s%s\" x=\"%s\" y=\"%s\"%s>",
            size == SMALL ? "f-small" : "f-text",
            at.look & ACCENT ? " f-accent" : at.look & SOFT ? " f-soft"
            : "", N(at.x), N(baseline), anchors[at.anchor]);
    svg_runs(on(TEXT_LAYER), runs);
    fprintf(on(TEXT_LAYER), "</text>\n");
    check_text(x0, top, x0 + w, bottom,
               (at.look & (KNOCK | STRICT)) == KNOCK, runs, at.line);
    reserve(x0, top - 1, x0 + w, bottom + 1);
}

void draw_block(const struct block *b, struct place at)
{
    double x = at.anchor == LEFT ? at.x - 4
        : at.anchor == MIDDLE ? at.x - b->width / 2 - 4
        : at.x - b->width - 4;
    double down = b->size == SMALL ? 11.8 : 13.8;

    if (at.look & KNOCK)
        fprintf(on(TEXT_LAYER), "<rect class=\"f-knock\" x=\"%s\" y=\"%s\""
                " width=\"%s\" height=\"%s\"/>\n", N(x), N(at.y),
                N(b->width + 8), N(block_height(b)));
    for (int k = 0; k < b->n; k++)
        draw_runs(b->line[k], b->size, at,
                  at.y + k * leading(b->size) + down);
}

void draw_text(const char *text, enum size size, struct place at)
{
    struct block b = set_text(text, size, 0, at.line);

    draw_block(&b, at);
}

/* Does it fit a box, in the larger size or else in the smaller one? */
bool fit_label(const char *text, double w, double h, struct place at,
               struct block *b)
{
    enum size size = at.look & FINE ? SMALL : NORMAL;

    for (; size <= SMALL; size++) {
        double inner = w - (size == NORMAL ? 8 : w < 40 ? 3 : 6);

        *b = set_text(text, size, inner, at.line);
        if (b->width <= inner && block_height(b) <= h)
            return true;
    }
    return false;
}

/* Text in the middle of a box; if it does not fit, nothing is drawn. */
bool draw_label(const char *text, double x, double y, double w, double h,
                struct place at)
{
    struct block b;

    if (!fit_label(text, w, h, at, &b))
        return false;
    at.x = x + w / 2;
    at.y = y + (h - block_height(&b)) / 2;
    at.anchor = MIDDLE;
    if (at.look & FILLS)
        at.look &= ~ACCENT;
    if (at.look & (FILLS & ~WASH))
        at.look |= KNOCK;
    draw_block(&b, at);
    return true;
}

char *finish(void)
{
    double limit = fig.wide ? WIDE : COLUMN;
    double w;

    reserve(drawing.x0 - 1, drawing.y0 - 1, drawing.x1 + 1, drawing.y1 + 1);
    w = ceil(drawing.x1) - floor(drawing.x0);

    for (int k = 0; k < 3; k++) {
        fflush(on(k));
        drawing.layer[k] = layer_text[k];
    }
    if (w > limit)
        wrong(fig.kind_line, "the figure is %.0f units wide, and there is"
              " room for %.0f; shorten its texts%s", w, limit,
              fig.wide ? "" : ", draw it downwards, or add a line `wide`");
    check_all();
    return complaints ? NULL : svg_document(&drawing);
}
