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

/* Straight arrows between the same two boxes lie beside each other. */
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

/* Do arrows of this route fan out in this gap: from one box to several? */
static bool fans_out(enum route route, int gap)
{
    for (size_t k = 0; k < flow.arrows.n; k++) {
        const struct arrow *a = &flow.arrows.at[k];

        for (size_t m = 0; m < k; m++) {
            const struct arrow *b = &flow.arrows.at[m];

            if (a->route == route && b->route == route && a->gap == gap
                && b->gap == gap && a->from == b->from)
                return true;
        }
    }
    return false;
}

/* The gap that a straight arrow crosses first. */
static int straight_gap(const struct arrow *a)
{
    const struct box *f = a->from, *t = a->to;

    if (f->row == t->row)
        return t->column > f->last ? f->last + 1 : f->column;
    return t->row > f->row ? f->row + 1 : f->row;
}

/* Is there a label on any arrow that turns in this gap or crosses it? */
static bool labeled(enum route route, int gap)
{
    for (size_t k = 0; k < flow.arrows.n; k++) {
        const struct arrow *a = &flow.arrows.at[k];
        bool along = (a->from->row == a->to->row) == (route == HVH);

        if (*a->label && ((a->route == route && a->gap == gap)
            || (a->route == STRAIGHT && along && straight_gap(a) == gap)))
            return true;
    }
    return false;
}

/*
 * Where an arrow turns in its gap: in the middle, if there are no labels.
 * They need a long stretch: the last one where arrows fan out, so that all
 * turn early; else the first one, and all turn late.
 */
static double turn(const struct arrow *a, const double *at,
                   const double *size, int axis, bool forward)
{
    int tracks = axis ? flow.tracks_down[a->gap]
        : flow.tracks_across[a->gap];
    double end = at[a->gap] - flow.after[axis][a->gap];
    double start = at[a->gap] - size[a->gap] + flow.before[axis][a->gap];

    if (!labeled(a->route, a->gap))
        return snap((start + end) / 2
                    + (a->track - (tracks - 1) / 2.0) * 9);
    if (fans_out(a->route, a->gap) == forward)
        return snap(start + 12 + 9 * a->track);
    return snap(end - 12 - 9 * a->track);
}

static void lead_hvh(struct arrow *a)
{
    const struct box *f = a->from, *t = a->to;
    double x = turn(a, flow.x, flow.across, 0, t->x > f->x);

    add(a, side_x(f, x), port_y(f, t));
    add(a, x, port_y(f, t));
    add(a, x, port_y(t, f));
    add(a, side_x(t, x), port_y(t, f));
}

static void lead_vhv(struct arrow *a)
{
    const struct box *f = a->from, *t = a->to;
    double y = turn(a, flow.y, flow.down, 1, t->y > f->y);

    add(a, port_x(f, t), side_y(f, y));
    add(a, port_x(f, t), y);
    add(a, port_x(t, f), y);
    add(a, port_x(t, f), side_y(t, y));
}

/* The far side of a gap, also where no column or row follows. */
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

/*
 * How much of a straight arrow others use to turn: more than 0 at its end,
 * less than 0 at its beginning. The label goes where they are not.
 */
static double crowded(const struct arrow *a)
{
    bool across = a->from->row == a->to->row;
    enum route route = across ? HVH : VHV;
    int gap = straight_gap(a), tracks = 0;

    for (size_t k = 0; k < flow.arrows.n && a->route == STRAIGHT; k++) {
        const struct arrow *b = &flow.arrows.at[k];

        if (b->route == route && b->gap == gap)
            tracks = across ? flow.tracks_across[gap]
                : flow.tracks_down[gap];
    }
    if (!tracks)
        return 0;
    return fans_out(route, gap) ? -8 - 9 * tracks
        : 8 + 9 * tracks + flow.after[!across][gap];
}

/* Along a stretch that lies: above it. Along one that stands: beside it. */
static void draw_arrow_label(const struct arrow *a)
{
    int k = a->route == AROUND ? 1
        : (a->route == HVH || a->route == VHV)
        && fans_out(a->route, a->gap) ? 2 : 0;
    const struct point *p = &a->p[k], *q = &a->p[k + 1];
    struct block b = arrow_text(a);
    struct place at = { .look = style_look(a->l) & (ACCENT | SOFT),
                        .line = a->l->no };
    bool below = a->route == AROUND ? a->around == DOWN
        : a->route == STRAIGHT && aside(a) > 0;
    bool left = a->route == AROUND && a->around == TO_LEFT;

    if (p->y == q->y) {
        at.x = (p->x + q->x - (q->x > p->x ? 1 : -1) * crowded(a)) / 2;
        at.y = below ? p->y + 1 : p->y - block_height(&b) - 2;
        at.anchor = MIDDLE;
    } else {
        left |= a->route == STRAIGHT && aside(a) < 0;
        at.x = p->x + (left ? -7 : 7);
        at.y = (p->y + q->y - (q->y > p->y ? 1 : -1) * crowded(a)
                - block_height(&b)) / 2;
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
