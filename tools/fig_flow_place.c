/*
 * fig_flow_place.c - where rows, columns and boxes go
 *
 * Columns are as wide as their widest label, gaps as wide as the arrows and
 * labels in them need. If that is too much for the text column, labels are
 * broken into shorter lines, step by step.
 */
#include <math.h>

#include "fig_flow.h"

static double broad;        /* labels break at this width */

struct block arrow_text(const struct arrow *a)
{
    return set_text(a->label, NORMAL, fmax(broad, 60), a->l->no);
}

static void widen(double *room, double need)
{
    *room = fmax(*room, need);
}

static void measure_boxes(void)
{
    for (int k = 0; k < PLACES; k++)
        flow.w[k] = flow.h[k] = 0;
    for (size_t k = 0; k < flow.boxes.n; k++) {
        const struct box *b = &flow.boxes.at[k];
        bool plain = style_has(&b->l, "plain");
        struct block t = set_text(b->label, NORMAL, broad, b->l.no);

        widen(&flow.h[b->row], fmax(block_height(&t) + (plain ? 4 : 16),
                                    plain ? 20 : 36));
        if (b->last == b->column)
            widen(&flow.w[b->column], t.width + (plain ? 10 : 22));
    }
}

/* What the turning of arrows takes from the room for labels. */
static double turns(int tracks)
{
    return tracks ? 5 + 9 * tracks : 0;
}

/* What an arrow needs of the gaps that it crosses or turns in. */
static void measure_arrow(const struct arrow *a)
{
    const struct box *f = a->from, *t = a->to;
    struct block b = arrow_text(a);
    double w = *a->label ? b.width + 24 : 0;
    double h = *a->label ? block_height(&b) + 14 : 0;
    int gap = t->column > f->last ? t->column : f->column;
    int gap_down = t->row > f->row ? t->row : f->row;

    switch (a->route) {
    case STRAIGHT:
        if (f->row == t->row)
            widen(&flow.across[gap], w + turns(flow.tracks_across[gap]));
        else
            widen(&flow.down[gap_down], h
                  + turns(flow.tracks_down[gap_down]));
        break;
    case HV:
        widen(&flow.across[t->column > f->last ? f->last + 1 : f->column],
              w - flow.w[t->column] / 2);
        break;
    case VH:
        widen(&flow.down[t->row > f->row ? f->row + 1 : f->row], h);
        break;
    case HVH:
        widen(&flow.across[a->gap], w + turns(flow.tracks_across[a->gap]));
        break;
    case VHV:
        widen(&flow.down[a->gap], h + turns(flow.tracks_down[a->gap]));
        break;
    case AROUND:
        if (a->around == UP || a->around == DOWN)
            widen(&flow.down[a->gap], h + 20);
        else
            widen(&flow.across[a->gap], w + 20);
        break;
    }
}

static void measure_gaps(void)
{
    for (int k = 0; k <= PLACES; k++) {
        bool inner = k && k < flow.columns, inner_row = k && k < flow.rows;

        flow.across[k] = inner ? 32 : 0;
        flow.down[k] = inner_row ? 28 : 0;
        if (flow.tracks_across[k])
            flow.across[k] = 28 + 9 * flow.tracks_across[k];
        if (flow.tracks_down[k])
            flow.down[k] = 26 + 9 * flow.tracks_down[k];
    }
    for (size_t k = 0; k < flow.arrows.n; k++)
        measure_arrow(&flow.arrows.at[k]);
    for (size_t k = 0; k < flow.frames.n; k++) {
        const struct frame *f = &flow.frames.at[k];

        flow.after[0][f->from->column] = 14;
        flow.before[0][f->to->last + 1] = 14;
        flow.after[1][f->from->row] = 20;
        flow.before[1][f->to->row + 1] = 14;
    }
    for (int k = 0; k <= PLACES; k++) {
        flow.across[k] += flow.before[0][k] + flow.after[0][k];
        flow.down[k] += flow.before[1][k] + flow.after[1][k];
    }
}

/* Boxes that reach over several columns widen the last of them. */
static void measure_long_boxes(void)
{
    for (size_t k = 0; k < flow.boxes.n; k++) {
        const struct box *b = &flow.boxes.at[k];
        double need, have = flow.w[b->column];

        if (b->last == b->column)
            continue;
        need = set_text(b->label, NORMAL, 2 * broad, b->l.no).width + 22;
        for (int c = b->column + 1; c <= b->last; c++)
            have += flow.across[c] + flow.w[c];
        flow.w[b->last] += fmax(need - have, 0);
    }
}

static double place(void)
{
    double x = 0, y = 0;

    measure_boxes();
    measure_gaps();
    measure_long_boxes();
    for (int c = 0; c < flow.columns; c++) {
        x += flow.across[c];
        flow.x[c] = x;
        x += flow.w[c];
    }
    for (int r = 0; r < flow.rows; r++) {
        y += flow.down[r];
        flow.y[r] = y;
        y += flow.h[r];
    }
    return x + flow.across[flow.columns];
}

void place_boxes(void)
{
    double room = (fig.wide ? WIDE : COLUMN) - 3;

    for (broad = 150; broad > 50; broad -= 10)
        if (place() <= room)
            break;
    for (size_t k = 0; k < flow.boxes.n; k++) {
        struct box *b = &flow.boxes.at[k];

        b->x = flow.x[b->column];
        b->y = flow.y[b->row];
        b->w = flow.x[b->last] + flow.w[b->last] - b->x;
        b->h = flow.h[b->row];
    }
}
