/* fig_time.h - lanes, and what happens on them, step by step */
#ifndef FIG_TIME_H
#define FIG_TIME_H

#include "fig.h"

struct lane {
    char *name, *label;
    int line;
    double at;              /* x if time goes down, y if to the right */
    double size;            /* from here to the next lane */
};

enum event_kind { EVENT, MESSAGE, BEGIN, END };

struct event {
    enum event_kind kind;
    int from, to;           /* lanes; the same one but for a MESSAGE */
    char *text;
    const struct entry *l;
    size_t step;            /* BEGIN, END: of the next step */
};

struct step {
    char *stamp;            /* NULL: none */
    bool pause;             /* time passes, nothing happens */
    int line;
    double at, size;
};

struct timeline {
    ARRAY(struct lane) lanes;
    ARRAY(struct event) events;
    ARRAY(struct step) steps;
};

extern struct timeline timeline;

/* Where a bar begins or ends: step k's mark (true), or the gap before k. */
bool at_mark(const struct event *e, size_t *step);
/* The END that belongs to a BEGIN, or NULL. */
const struct event *end_of(const struct event *begin);
double stamp_width(void);

/* The parts of a timeline, drawn lanes first, then bars, then what happens. */
struct timeline_parts {
    void (*lane)(int k);
    void (*bar)(const struct event *begin);
    void (*message)(const struct event *e);
    void (*event)(const struct event *e);
    void (*stamps)(void);
};
void draw_timeline_parts(const struct timeline_parts *draw);

void draw_time_down(void);      /* fig_time_down.c */
void draw_time_right(void);     /* fig_time_right.c */

#endif
