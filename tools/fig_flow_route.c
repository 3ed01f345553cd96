/*
 * fig_flow_route.c - which way each arrow goes, and in which gap it turns
 *
 * Gap g of columns lies left of column g, gap g of rows above row g. Arrows
 * that turn in the same gap, would lie on each other and have no box in
 * common get tracks of their own; with a box in common they form a bus.
 */
#include <stdlib.h>
#include <string.h>

#include "fig_flow.h"

bool in_one_column(const struct box *a, const struct box *b)
{
    return a->column <= b->last && b->column <= a->last;
}

static void lead_around(struct arrow *a)
{
    const struct entry *l = a->l;
    int first = a->from->column < a->to->column ? a->from->column
        : a->to->column;
    int last = a->from->last > a->to->last ? a->from->last : a->to->last;

    a->route = AROUND;
    a->around = style_has(l, "under") ? DOWN : style_has(l, "left")
        ? TO_LEFT : style_has(l, "right") ? TO_RIGHT : UP;
    if (a->around == UP || a->around == DOWN) {
        if (a->from->row != a->to->row)
            fail(l->no, "over and under lead around boxes of one row; use"
                 " left or right, or vhv");
        a->gap = a->from->row + (a->around == DOWN);
    } else {
        if (a->from != a->to && !in_one_column(a->from, a->to))
            fail(l->no, "left and right lead around boxes of one column;"
                 " use over or under, or hvh");
        a->gap = a->around == TO_LEFT ? first : last + 1;
    }
}

static enum route route_of(const struct arrow *a)
{
    const struct box *f = a->from, *t = a->to;
    int apart = t->column > f->last ? t->column - f->last
        : f->column - t->last;

    if (f->row == t->row || in_one_column(f, t))
        return STRAIGHT;
    if (style_has(a->l, "hv"))
        return HV;
    if (style_has(a->l, "vh"))
        return VH;
    if (style_has(a->l, "hvh"))
        return HVH;
    if (style_has(a->l, "vhv"))
        return VHV;
    if (!strcmp(fig.options, "down"))
        return abs(t->row - f->row) == 1 ? VHV : apart == 1 ? HVH : HV;
    return apart == 1 ? HVH : abs(t->row - f->row) == 1 ? VHV : HV;
}

static void choose(struct arrow *a)
{
    const struct entry *l = a->l;

    if (a->from == a->to || style_has(l, "over") || style_has(l, "under")
        || style_has(l, "left") || style_has(l, "right")) {
        lead_around(a);
        return;
    }
    a->route = route_of(a);
    if (a->route == HVH)    /* just before the box it arrives at */
        a->gap = a->to->column > a->from->last ? a->to->column
            : a->to->last + 1;
    if (a->route == VHV)
        a->gap = a->to->row > a->from->row ? a->to->row : a->to->row + 1;
}

/* In a gap between columns (1), between rows (2), or in none (0)? */
static int turns_in(const struct arrow *a)
{
    if (a->route == HVH)
        return 1;
    if (a->route == VHV)
        return 2;
    if (a->route == AROUND)
        return a->around == TO_LEFT || a->around == TO_RIGHT ? 1 : 2;
    return 0;
}

/* From where to where does it run along its gap? */
static void extent(const struct arrow *a, int *low, int *high)
{
    bool across = turns_in(a) == 1;
    int f = across ? a->from->row : a->from->column;
    int t = across ? a->to->row : a->to->column;

    *low = f < t ? f : t;
    *high = f < t ? t : f;
    if (!across && a->from->last > *high)
        *high = a->from->last;
    if (!across && a->to->last > *high)
        *high = a->to->last;
}

/* May both lie on one track: a bus, or one beyond the end of the other? */
static bool share(const struct arrow *a, const struct arrow *b)
{
    int low, high, low_b, high_b;

    if (a->route != AROUND && b->route != AROUND
        && (a->from == b->from || a->to == b->to))
        return true;
    extent(a, &low, &high);
    extent(b, &low_b, &high_b);
    return high < low_b || high_b < low;
}

/* The first track whose arrows before the k-th all share it with it. */
static int free_track(const struct arrow *a, size_t k)
{
    for (int t = 0;; t++) {
        size_t m = 0;

        while (m < k) {
            const struct arrow *b = &flow.arrows.at[m];

            if (turns_in(b) == turns_in(a) && b->gap == a->gap
                && b->track == t && !share(a, b))
                break;
            m++;
        }
        if (m == k)
            return t;
    }
}

void choose_routes(void)
{
    for (size_t k = 0; k < flow.arrows.n; k++) {
        struct arrow *a = &flow.arrows.at[k];
        int *tracks;

        choose(a);
        if (!turns_in(a))
            continue;
        tracks = turns_in(a) == 1 ? flow.tracks_across : flow.tracks_down;
        a->track = free_track(a, k);
        if (a->track >= tracks[a->gap])
            tracks[a->gap] = a->track + 1;
    }
}
