/*
 * fig_check.c - what a careful reader of a proof would mark in a figure
 *
 * Two texts that overlap, a line through a text, an arrow through a box.
 * Texts on a piece of paper of their own (KNOCK) may lie on lines. Shapes
 * shrink a little before they are compared: to touch is no fault.
 */
#include <math.h>
#include <string.h>

#include "fig.h"

struct area {
    double x0, y0, x1, y1;
    bool knock;
    const char *text;
    int line;
};

struct segment {
    double x0, y0, x1, y1;
};

static ARRAY(struct area) texts;
static ARRAY(struct area) boxes;
static ARRAY(struct segment) segments;

void check_text(double x0, double y0, double x1, double y1, bool knock,
                const char *runs, int line)
{
    char *plain = xstrdup(runs), *to = plain;

    for (; *runs; runs++)
        if (*runs > FACE_CODE || *runs < 0)
            *to++ = *runs;
    *to = '\0';
    *GROW(texts) = (struct area){ x0 + 1, y0 + 1, x1 - 1, y1 - 1, knock,
                                  plain, line };
}

void check_segment(double x0, double y0, double x1, double y1)
{
    *GROW(segments) = (struct segment){ x0, y0, x1, y1 };
}

void check_box(double x0, double y0, double x1, double y1, int line)
{
    *GROW(boxes) = (struct area){ x0 + 2, y0 + 2, x1 - 2, y1 - 2, false,
                                  "", line };
}

/* Cut [*t0, *t1] to where a + t * d lies within [low, high]. */
static bool cut(double a, double d, double low, double high, double *t0,
                double *t1)
{
    double t, u;

    if (fabs(d) < 1e-9)
        return a > low && a < high;
    t = (low - a) / d;
    u = (high - a) / d;
    *t0 = fmax(*t0, fmin(t, u));
    *t1 = fmin(*t1, fmax(t, u));
    return *t0 < *t1;
}

static bool crosses(const struct segment *s, const struct area *a)
{
    double t0 = 0, t1 = 1;

    return cut(s->x0, s->x1 - s->x0, a->x0, a->x1, &t0, &t1)
        && cut(s->y0, s->y1 - s->y0, a->y0, a->y1, &t0, &t1);
}

void check_arrow(const struct point *p, int n, int line)
{
    for (int k = 1; k < n; k++) {
        struct segment s = { p[k - 1].x, p[k - 1].y, p[k].x, p[k].y };

        for (size_t b = 0; b < boxes.n; b++) {
            if (!crosses(&s, &boxes.at[b]))
                continue;
            wrong(line, "this arrow runs through the box of line %d; lead"
                  " it around with {over}, {under} or {vh}, or move the"
                  " box", boxes.at[b].line);
            return;
        }
    }
}

static void check_pair(const struct area *a, const struct area *b)
{
    if (a->x0 < b->x1 && b->x0 < a->x1 && a->y0 < b->y1 && b->y0 < a->y1)
        wrong(b->line, "'%s' overlaps '%s' (line %d); shorten one, or give"
              " them more room", b->text, a->text, a->line);
}

void check_all(void)
{
    for (size_t k = 0; k < texts.n; k++) {
        const struct area *a = &texts.at[k];

        for (size_t m = k + 1; m < texts.n; m++)
            check_pair(a, &texts.at[m]);
        for (size_t s = 0; s < segments.n && !a->knock; s++) {
            if (!crosses(&segments.at[s], a))
                continue;
            wrong(a->line, "a line runs through '%s'; shorten it, break it"
                  " with ` / `, or give it more room", a->text);
            break;
        }
    }
}
