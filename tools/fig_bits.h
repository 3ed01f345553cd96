/* fig_bits.h - what the two halves of the kind `bits` share */
#ifndef FIG_BITS_H
#define FIG_BITS_H

#include "fig.h"

struct field {
    int high, low;          /* bits, both included */
    char *name, *value, *remark;    /* the last two may be NULL */
    bool outside;           /* the name does not fit its field */
    bool reserved, fixed;
    double x, width;
    const struct entry *l;
};

struct row {
    char *label;            /* NULL: none */
    int high, low, line;
    ARRAY(struct field) fields;
    unsigned look;          /* FINE: a name fits in the smaller size only */
};

/* Does every row have room for its notes with leaders? */
bool notes_fit(const struct row *r);
/* Draw below `y`; both return where what follows may begin. */
double draw_notes(const struct row *r, double y);
double draw_list(const struct row *rows, size_t n, double x, double y);

#endif
