/*
 * fig_flow_route.c - by which way each arrow goes, and in which gap it turns
 *
 * Gap g of columns lies left of column g, gap g of rows above row g. Arrows
 * that turn in the same gap and have no box in common get tracks of their
 * own; those that share a box share the track, as a bus does.
 */
#include <stdlib.h>

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

static bool share(const struct arrow *a, const struct arrow *b)
{
    if (a->route == AROUND || b->route == AROUND)
        return false;
    return a->from == b->from || a->to == b->to;
}

void choose_routes(void)
{
    for (size_t k = 0; k < flow.arrows.n; k++) {
        struct arrow *a = &flow.arrows.at[k];
        int *tracks;
        size_t m = 0;

        choose(a);
        if (!turns_in(a))
            continue;
        tracks = turns_in(a) == 1 ? flow.tracks_across : flow.tracks_down;
        while (m < k && !(turns_in(&flow.arrows.at[m]) == turns_in(a)
                          && flow.arrows.at[m].gap == a->gap
                          && share(&flow.arrows.at[m], a)))
            m++;
        a->track = m < k ? flow.arrows.at[m].track : tracks[a->gap]++;
    }
}
