/*
 * fig_flow_arrow.c - arrows from box to box, and their labels
 */
#include <math.h>

#include "fig_flow.h"

static double middle_x(const struct box *b)
{
    return b->x + b->w / 2;
}

static double middle_y(const struct box *b)
{
    return b->y + b->h / 2;
}

/* The left or right edge of `b` that faces x; the upper or lower one. */
static double side_x(const struct box *b, double x)
{
    return x < middle_x(b) ? b->x : b->x + b->w;
}

static double side_y(const struct box *b, double y)
{
    return y < middle_y(b) ? b->y : b->y + b->h;
}

static void add(struct arrow *a, double x, double y)
{
    a->p[a->n++] = (struct point){ x, y };
}

/*
 * Arrows between the same two boxes, and arrows that leave or reach the same
 * side in different ways, must not lie on each other: the k-th of them is
 * moved aside.
 */
static double aside(const struct arrow *a)
{
    int before = 0, all = 0;

    if (a->route != STRAIGHT)
        return 0;
    for (size_t k = 0; k < flow.arrows.n; k++) {
        const struct arrow *b = &flow.arrows.at[k];

        if (b->route != STRAIGHT || !((b->from == a->from && b->to == a->to)
            || (b->from == a->to && b->to == a->from)))
            continue;
        before += b < a;
        all++;
    }
    return (before - (all - 1) / 2.0) * 14;
}

static void lead_straight(struct arrow *a)
{
    const struct box *f = a->from, *t = a->to;
    double x, y;

    if (f->row == t->row) {
        y = snap(middle_y(f) + aside(a));
        add(a, side_x(f, middle_x(t)), y);
        add(a, side_x(t, middle_x(f)), y);
        return;
    }
    x = snap(middle_x(f->last - f->column < t->last - t->column ? f : t)
             + aside(a));
    add(a, x, side_y(f, middle_y(t)));
    add(a, x, side_y(t, middle_y(f)));
}

/* Does a straight arrow use this side of the box? */
static bool straight_at(const struct box *b, bool vertical, double from)
{
    for (size_t k = 0; k < flow.arrows.n; k++) {
        const struct arrow *a = &flow.arrows.at[k];
        const struct box *o = a->from == b ? a->to
            : a->to == b ? a->from : NULL;

        if (!o || a->route != STRAIGHT || (o->row != b->row) != vertical)
            continue;
        if (vertical ? (middle_y(o) < middle_y(b)) == (from < middle_y(b))
            : (middle_x(o) < middle_x(b)) == (from < middle_x(b)))
            return true;
    }
    return false;
}

/* Where an arrow that turns leaves or reaches a side: off the straight. */
static double port_y(const struct box *b, const struct box *o)
{
    double d = straight_at(b, false, middle_x(o)) ? 10 : 0;

    return snap(middle_y(b) + (middle_y(o) < middle_y(b) ? -d : d));
}

static double port_x(const struct box *b, const struct box *o)
{
    double d = straight_at(b, true, middle_y(o)) ? 12 : 0;

    return snap(middle_x(b) + (middle_x(o) < middle_x(b) ? -d : d));
}

/* The coordinate of a track in a gap that begins at `from`. */
static double track(double from, double room, int tracks, int k)
{
    return snap(from + room / 2 + (k - (tracks - 1) / 2.0) * 9);
}

/* Does another arrow leave the same box by the same gap? */
static bool fans_out(const struct arrow *a)
{
    for (size_t k = 0; k < flow.arrows.n; k++) {
        const struct arrow *b = &flow.arrows.at[k];

        if (b != a && b->from == a->from && b->route == a->route
            && b->gap == a->gap)
            return true;
    }
    return false;
}

/*
 * The label needs a long stretch: the last one where arrows fan out, so that
 * they turn early; else the first one, and they turn late.
 */
static double turn(const struct arrow *a, double start, double room,
                   double away, bool forward)
{
    if (fans_out(a) == forward)
        return snap(start + away + 9 * a->track);
    return snap(start + room - away - 9 * a->track);
}

static void lead_hvh(struct arrow *a)
{
    const struct box *f = a->from, *t = a->to;
    double start = flow.x[a->gap] - flow.across[a->gap]
        + flow.before[0][a->gap];
    double room = flow.x[a->gap] - flow.after[0][a->gap] - start;
    double y0 = port_y(f, t), y1 = port_y(t, f);
    double x = track(start, room, flow.tracks_across[a->gap], a->track);

    if (*a->label)
        x = turn(a, start, room, 12, t->x > f->x);
    add(a, side_x(f, x), y0);
    add(a, x, y0);
    add(a, x, y1);
    add(a, side_x(t, x), y1);
}

static void lead_vhv(struct arrow *a)
{
    const struct box *f = a->from, *t = a->to;
    double start = flow.y[a->gap] - flow.down[a->gap]
        + flow.before[1][a->gap];
    double room = flow.y[a->gap] - flow.after[1][a->gap] - start;
    double x0 = port_x(f, t), x1 = port_x(t, f);
    double y = track(start, room, flow.tracks_down[a->gap], a->track);

    if (*a->label)
        y = turn(a, start, room, 10, t->y > f->y);
    add(a, x0, side_y(f, y));
    add(a, x0, y);
    add(a, x1, y);
    add(a, x1, side_y(t, y));
}

/* The far side of the last column's or row's gap, where there is no next. */
static double gap_end(const double *start, const double *size,
                      const double *room, int gap, int count)
{
    return gap < count ? start[gap]
        : start[gap - 1] + size[gap - 1] + room[gap];
}

static void lead_around_row(struct arrow *a)
{
    const struct box *f = a->from, *t = a->to;
    bool up = a->around == UP;
    double end = gap_end(flow.y, flow.h, flow.down, a->gap, flow.rows);
    double from = up ? end : end - flow.down[a->gap];
    double y = snap(from + (up ? -1 : 1) * (16 + 9 * a->track));
    double d = f == t ? -11 : f->x < t->x ? 10 : -10;

    add(a, snap(middle_x(f) + d), up ? f->y : f->y + f->h);
    add(a, snap(middle_x(f) + d), y);
    add(a, snap(middle_x(t) - d), y);
    add(a, snap(middle_x(t) - d), up ? t->y : t->y + t->h);
}

static void lead_around_column(struct arrow *a)
{
    const struct box *f = a->from, *t = a->to;
    bool left = a->around == TO_LEFT;
    double end = gap_end(flow.x, flow.w, flow.across, a->gap, flow.columns);
    double from = left ? end : end - flow.across[a->gap];
    double x = snap(from + (left ? -1 : 1) * (16 + 9 * a->track));
    double d = f == t ? -8 : f->y < t->y ? 6 : -6;

    add(a, left ? f->x : f->x + f->w, snap(middle_y(f) + d));
    add(a, x, snap(middle_y(f) + d));
    add(a, x, snap(middle_y(t) - d));
    add(a, left ? t->x : t->x + t->w, snap(middle_y(t) - d));
}

static void lead(struct arrow *a)
{
    const struct box *f = a->from, *t = a->to;

    switch (a->route) {
    case STRAIGHT:
        lead_straight(a);
        break;
    case HV:
        add(a, side_x(f, middle_x(t)), port_y(f, t));
        add(a, port_x(t, f), port_y(f, t));
        add(a, port_x(t, f), side_y(t, middle_y(f)));
        break;
    case VH:
        add(a, port_x(f, t), side_y(f, middle_y(t)));
        add(a, port_x(f, t), port_y(t, f));
        add(a, side_x(t, middle_x(f)), port_y(t, f));
        break;
    case HVH:
        lead_hvh(a);
        break;
    case VHV:
        lead_vhv(a);
        break;
    case AROUND:
        if (a->around == UP || a->around == DOWN)
            lead_around_row(a);
        else
            lead_around_column(a);
        break;
    }
}

/* Along a stretch that lies: above it. Along one that stands: beside it. */
static void draw_arrow_label(const struct arrow *a)
{
    int k = a->route == AROUND ? 1
        : (a->route == HVH || a->route == VHV) && fans_out(a) ? 2 : 0;
    const struct point *p = &a->p[k], *q = &a->p[k + 1];
    struct block b = arrow_text(a);
    struct place at = { .look = style_look(a->l) & (ACCENT | SOFT),
                        .line = a->l->no };
    bool below = a->route == AROUND ? a->around == DOWN
        : a->route == STRAIGHT && aside(a) > 0;
    bool left = a->route == AROUND && a->around == TO_LEFT;

    if (p->y == q->y) {
        at.x = (p->x + q->x) / 2;
        at.y = below ? p->y + 1 : p->y - block_height(&b) - 2;
        at.anchor = MIDDLE;
    } else {
        left |= a->route == STRAIGHT && aside(a) < 0;
        at.x = p->x + (left ? -7 : 7);
        at.y = (p->y + q->y - block_height(&b)) / 2;
        at.anchor = left ? RIGHT : LEFT;
    }
    draw_block(&b, at);
}

void draw_arrows_of_flow(void)
{
    for (size_t k = 0; k < flow.arrows.n; k++)
        lead(&flow.arrows.at[k]);
    for (size_t k = 0; k < flow.arrows.n; k++) {
        const struct arrow *a = &flow.arrows.at[k];

        draw_path(a->p, a->n, a->heads | style_look(a->l));
        check_arrow(a->p, a->n, a->l->no);
        if (*a->label)
            draw_arrow_label(a);
    }
}
