/* fig_column.h - columns of cells: what memory and stack share */
#ifndef FIG_COLUMN_H
#define FIG_COLUMN_H

#include "fig.h"

enum part_kind { CELL, BOUNDARY, TEAR, SPACE };

struct part {
    enum part_kind kind;
    char *name;             /* NULL: none; also of the next three */
    char *text;             /* a cell's label, a boundary's address */
    char *pointer, *remark;
    const struct entry *l;
    double y, h;
};

struct column {
    char *name, *title;
    const struct entry *l;
    ARRAY(struct part) parts;
    enum anchor side;       /* where its addresses are: LEFT or RIGHT */
    enum anchor other;      /* where braces, remarks and loops are, */
    double beyond;          /* and how far out: outside of addresses */
    double x, w, h;
    double beside[2];       /* room taken at its left, at its right */
    double address;         /* width of the widest one */
    int loops;              /* arrows from a cell to another one */
};

enum link_kind { MAP, ARROW, BRACE };

struct link {
    enum link_kind kind;
    size_t from_column, from, to_column, to;
    char *text;             /* may be empty */
    const struct entry *l;
    int loop;               /* which one of its column's, from 1 */
};

struct columns {
    ARRAY(struct column) at;
    ARRAY(struct link) links;
    double unit;            /* height of a cell of one line */
    char *grows;            /* "down", "up" or NULL */
};

void place_columns(struct columns *c);
void draw_columns(const struct columns *c);

/* The block that stands beside a column: wrapped as it will be drawn. */
struct block side_text(const char *text, int line);

#endif
