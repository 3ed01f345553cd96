/*
 * fig_column_place.c - where columns and their cells go
 *
 * Every column is as wide as its widest label, within limits. What stands
 * beside it (addresses, pointers, remarks, loops) is measured, too, and the
 * columns are set side by side with room for all of it, and for the labels
 * of what leads from one to the next.
 */
#include <math.h>
#include <string.h>

#include "fig_column.h"

#define NARROW 92.0         /* a column is at least so wide */

static double broad;        /* labels in it break at this width, */
static double remark;       /* and remarks beside it at this one */

struct block side_text(const char *text, int line)
{
    return set_text(text, NORMAL, remark, line);
}

static void set_width(struct column *c)
{
    c->w = NARROW;
    for (size_t k = 0; k < c->parts.n; k++) {
        const struct part *p = &c->parts.at[k];
        struct block b;

        if (p->kind != CELL && p->kind != TEAR)
            continue;
        b = set_text(p->text, NORMAL, broad - 20, p->l->no);
        c->w = fmax(c->w, b.width + 20);
    }
}

static void set_heights(struct column *c, double unit)
{
    double y = 0;

    for (size_t k = 0; k < c->parts.n; k++) {
        struct part *p = &c->parts.at[k];
        struct block b;

        p->y = y;
        if (p->kind == CELL) {
            b = set_text(p->text, NORMAL, c->w - 12, p->l->no);
            p->h = fmax(style_number(p->l, 1) * unit, block_height(&b) + 6);
            b = side_text(p->remark ? p->remark : "", p->l->no);
            p->h = fmax(p->h, block_height(&b));
        } else if (p->kind == TEAR) {
            p->h = *p->text ? 34 : 15;
        }
        y += p->h;
    }
    c->h = y;
}

static void widen(double *room, double w)
{
    *room = fmax(*room, w);
}

/* Addresses at their side; a pointer there, too, if there is no address. */
static void measure_sides(struct column *c)
{
    double *same = &c->beside[c->side == RIGHT];
    double *opposite = &c->beside[c->side == LEFT];

    for (size_t k = 0; k < c->parts.n; k++) {
        const struct part *p = &c->parts.at[k];
        int no = p->l->no;
        bool address = p->kind == BOUNDARY && *p->text;

        if (address)
            widen(&c->address, set_text(p->text, SMALL, 0, no).width);
        if (p->pointer)
            widen(address ? opposite : same,
                  set_text(p->pointer, NORMAL, 0, no).width + 36);
    }
    if (c->address)
        widen(same, c->address + 10);
    c->beyond = c->other == c->side && c->address ? c->address + 12 : 0;
}

static void measure_remarks(struct column *c)
{
    for (size_t k = 0; k < c->parts.n; k++) {
        const struct part *p = &c->parts.at[k];

        if (p->remark)
            widen(&c->beside[c->other == RIGHT], c->beyond + 12
                  + side_text(p->remark, p->l->no).width);
    }
}

static void measure_links(struct columns *all, size_t column)
{
    struct column *c = &all->at.at[column];
    double *other = &c->beside[c->other == RIGHT];

    for (size_t k = 0; k < all->links.n; k++) {
        const struct link *l = &all->links.at[k];
        struct block b = side_text(l->text, l->l->no);

        if (l->from_column != column)
            continue;
        if (l->kind == BRACE)
            widen(other, c->beyond + b.width + 22);
        if (l->loop)
            widen(other, c->beyond + b.width + 18 + 9 * l->loop);
    }
}

/* Does anything lead from this column to the one at its left or right? */
static bool leads(const struct columns *all, size_t column, int side)
{
    for (size_t k = 0; k < all->links.n; k++) {
        const struct link *l = &all->links.at[k];
        size_t other = l->from_column == column ? l->to_column
            : l->to_column == column ? l->from_column : column;

        if (side == LEFT ? other < column : other > column)
            return true;
    }
    return false;
}

/* How much links need between this column and the next. */
static double link_room(const struct columns *all, size_t column)
{
    double room = 26;

    for (size_t k = 0; k < all->links.n; k++) {
        const struct link *l = &all->links.at[k];

        if (l->from_column == l->to_column || fmin(l->from_column,
                                                   l->to_column) != column)
            continue;
        widen(&room, 64);
        widen(&room, side_text(l->text, l->l->no).width + 40);
    }
    return room;
}

static void set_sides(struct columns *all)
{
    size_t n = all->at.n;

    for (size_t k = 0; k < n; k++) {
        struct column *c = &all->at.at[k];

        c->side = style_has(c->l, "right") || (n > 1 && k == n - 1
                  && !style_has(c->l, "left")) ? RIGHT : LEFT;
        c->other = c->side == LEFT ? RIGHT : LEFT;
        if (leads(all, k, c->other) && !leads(all, k, c->side))
            c->other = c->side;
    }
}

/* Side by side; returns how wide all of it is. */
static double place(struct columns *all)
{
    double x = 0, gap = 0;

    for (size_t k = 0; k < all->at.n; k++) {
        struct column *c = &all->at.at[k];

        c->beside[0] = c->beside[1] = 0;
        set_width(c);
        set_heights(c, all->unit);
        measure_sides(c);
        measure_remarks(c);
        measure_links(all, k);
        c->x = x + c->beside[0];
        gap = link_room(all, k);
        x = c->x + c->w + c->beside[1] + gap;
    }
    return x - gap + (all->grows ? 42 : 0);
}

void place_columns(struct columns *all)
{
    double highest = 0, room = (fig.wide ? WIDE : COLUMN) - 2;

    set_sides(all);
    for (remark = 148; remark > 70; remark -= 12) {
        broad = remark + 36;
        if (place(all) <= room)
            break;
    }
    for (size_t k = 0; k < all->at.n; k++)
        highest = fmax(highest, all->at.at[k].h);
    for (size_t k = 0; k < all->at.n; k++) {
        struct column *c = &all->at.at[k];

        if (!style_has(c->l, "bottom"))
            continue;
        for (size_t m = 0; m < c->parts.n; m++)
            c->parts.at[m].y += highest - c->h;
    }
}
