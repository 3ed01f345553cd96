/* fig_flow.h - boxes on a grid and the arrows between them */
#ifndef FIG_FLOW_H
#define FIG_FLOW_H

#include "fig.h"

#define PLACES 24           /* rows and columns at most */

struct box {
    char *name, *label;     /* name: NULL if it has none */
    struct entry l;         /* its own style */
    int row, column, last;  /* it reaches to column `last` */
    double x, y, w, h;
};

enum route { STRAIGHT, HV, VH, HVH, VHV, AROUND };
enum side { TO_LEFT, TO_RIGHT, UP, DOWN };

struct arrow {
    struct box *from, *to;
    char *label;
    unsigned heads;         /* HEAD, TAIL */
    const struct entry *l;
    enum route route;
    enum side around;       /* which way AROUND goes */
    int gap, track;         /* where HVH, VHV, AROUND turn */
    struct point p[6];
    int n;
};

struct frame {
    struct box *from, *to;
    char *title;
    const struct entry *l;
};

struct flow {
    ARRAY(struct box) boxes;
    ARRAY(struct arrow) arrows;
    ARRAY(struct frame) frames;
    int rows, columns;
    double x[PLACES], w[PLACES];    /* of columns */
    double y[PLACES], h[PLACES];    /* of rows */
    double across[PLACES + 1];      /* room left of a column */
    double down[PLACES + 1];        /* room above a row */
    int tracks_across[PLACES + 1], tracks_down[PLACES + 1];
    /* what frames take of the beginning and the end of a gap */
    double before[2][PLACES + 1], after[2][PLACES + 1];
};

extern struct flow flow;

struct block arrow_text(const struct arrow *a);
bool in_one_column(const struct box *a, const struct box *b);

void place_boxes(void);     /* fig_flow_place.c */
void choose_routes(void);   /* fig_flow_route.c */
void draw_arrows_of_flow(void);     /* fig_flow_arrow.c */

#endif
