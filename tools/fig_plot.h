/* fig_plot.h - plots: data, axes, marks */
#ifndef FIG_PLOT_H
#define FIG_PLOT_H

#include "fig.h"

#define TICKS 16

struct axis {
    char *title;
    const struct entry *l;  /* NULL: the source does not mention it */
    int base;               /* of a log scale: 2 or 10; 0: linear */
    bool low_given, high_given;
    double low, high;
    double from, to;        /* where they lie in the figure */
    double ticks[TICKS];
    int n;
};

struct series {
    char *title;
    const struct entry *l;
    unsigned look;
};

struct datum {
    char *category;         /* bars */
    double x, *y;           /* one y a series; NAN: missing */
};

enum remark_kind { NOTE, MARK_X, MARK_Y };

struct remark {
    enum remark_kind kind;
    double x, y;
    char *text;
    const struct entry *l;
};

enum plot_kind { LINE, STEP, SCATTER, BARS };

struct plot {
    enum plot_kind kind;
    struct axis x, y;
    ARRAY(struct series) series;
    ARRAY(struct datum) data;
    ARRAY(struct remark) remarks;
};

extern struct plot plot;

void read_data_file(const char *name, int line);    /* fig_plot_data.c */
void read_data_block(const char *path, char *id, int line);   /* fig_plot_block.c */
void add_datum(char *text, const char *file, int line);
void set_axes(void);        /* fig_plot_axis.c: ranges and ticks */
double on_axis(const struct axis *a, double v);
char *tick_text(const struct axis *a, double v);
char *value_text(double v);
void draw_axes(void);
double tick_width(const struct axis *a);
void draw_lines(void);      /* fig_plot_draw.c */
void draw_bars(void);       /* fig_plot_bars.c */

#endif
