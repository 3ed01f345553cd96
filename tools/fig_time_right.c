/*
 * fig_time_right.c - a timeline whose time goes to the right
 *
 * Texts stand above their lane and begin at their mark. Every step is as
 * wide as its texts, every lane as high as those that stand on it.
 */
#include <math.h>

#include "fig_time.h"

#define PAUSE 30.0
#define BAR 8.0

static double broad;        /* texts break at this width */

static struct block step_text(const struct event *e)
{
    return set_text(e->text, NORMAL, broad, e->l->no);
}

static void widen(double *room, double need)
{
    *room = fmax(*room, need);
}

static double label_width(void)
{
    double w = 0;

    for (size_t k = 0; k < timeline.lanes.n; k++) {
        const struct lane *lane = &timeline.lanes.at[k];

        widen(&w, set_text(lane->label, NORMAL, 110, lane->line).width);
    }
    return w + 16;
}

static double place_steps(void)
{
    double x = label_width() + 8;
    size_t n = timeline.steps.n;

    for (size_t k = 0; k < n; k++) {
        struct step *s = &timeline.steps.at[k];

        s->size = s->pause ? PAUSE : 24;
        if (s->stamp)
            widen(&s->size, set_text(s->stamp, SMALL, 0,
                                     s->line).width + 12);
    }
    for (size_t k = 0; k < timeline.events.n; k++) {
        const struct event *e = &timeline.events.at[k];

        if (*e->text)
            widen(&timeline.steps.at[e->step].size, step_text(e).width
                  + (e->kind == MESSAGE ? 28 : 16));
    }
    for (size_t k = 0; k < n; k++) {
        timeline.steps.at[k].at = snap(x);
        x += timeline.steps.at[k].size;
    }
    GROW(timeline.steps)->at = x;   /* the end */
    timeline.steps.n--;
    return x;
}

static void place_lanes(void)
{
    double y = 0;

    for (size_t k = 0; k < timeline.lanes.n; k++) {
        struct lane *lane = &timeline.lanes.at[k];
        struct block b = set_text(lane->label, NORMAL, 110, lane->line);

        lane->size = block_height(&b) / 2 + 22;
    }
    for (size_t k = 0; k < timeline.events.n; k++) {
        const struct event *e = &timeline.events.at[k];
        struct block b = step_text(e);
        int below = e->from > e->to ? e->from : e->to;

        if (e->kind == MESSAGE && e->from != e->to)
            below = e->from < e->to ? e->from + 1 : e->from;
        if (*e->text)
            widen(&timeline.lanes.at[below].size, block_height(&b)
                  + (e->kind == MESSAGE ? 26 : 24));
    }
    for (size_t k = 0; k < timeline.lanes.n; k++) {
        y += timeline.lanes.at[k].size;
        timeline.lanes.at[k].at = snap(y);
    }
}

static double mark_x(size_t step)
{
    return snap(timeline.steps.at[step].at + 4);
}

static double bar_x(const struct event *e)
{
    size_t step;

    if (at_mark(e, &step))
        return mark_x(step);
    return timeline.steps.at[step].at + (e->kind == BEGIN ? -2 : -6);
}

static void draw_lane(int k)
{
    const struct lane *lane = &timeline.lanes.at[k];
    struct block b = set_text(lane->label, NORMAL, 110, lane->line);
    double x = label_width() - 6;

    draw_block(&b, (struct place){ 0, lane->at - block_height(&b) / 2, LEFT,
               0, lane->line });
    for (size_t s = 0; s < timeline.steps.n; s++) {
        const struct step *step = &timeline.steps.at[s];

        if (!step->pause)
            continue;
        draw_line(x, lane->at, step->at, lane->at, HAIR | UNDER);
        x = step->at + step->size;
        draw_line(step->at, lane->at, x, lane->at, HAIR | DASH | UNDER);
    }
    draw_line(x, lane->at, timeline.steps.at[timeline.steps.n].at, lane->at,
              HAIR | UNDER);
}

static void draw_bar(const struct event *begin)
{
    double y = timeline.lanes.at[begin->from].at - BAR / 2;
    double x = bar_x(begin), w = bar_x(end_of(begin)) - x;
    unsigned look = style_look(begin->l);

    if (w < 1)
        fail(begin->l->no, "the bar is empty; let something happen before"
             " it ends");
    draw_fill(x, y, w, BAR, KNOCK);
    draw_rect(x, y, w, BAR, look & FILLS ? look : look | WASH);
}

static double lane_edge(int lane, double x, int direction)
{
    double y = timeline.lanes.at[lane].at;

    for (size_t k = 0; k < timeline.events.n; k++) {
        const struct event *e = &timeline.events.at[k];

        if (e->kind == BEGIN && e->from == lane && bar_x(e) <= x
            && bar_x(end_of(e)) >= x)
            return y + direction * BAR / 2;
    }
    return y;
}

/* A message's text stands beside it, above the lane it crosses first. */
static void draw_message(const struct event *e)
{
    int direction = e->from < e->to ? 1 : -1;
    int below = direction > 0 ? e->from + 1 : e->from;
    double x = mark_x(e->step), y = timeline.lanes.at[below].at;
    unsigned look = style_look(e->l);
    struct block b = step_text(e);

    draw_line(x, lane_edge(e->from, x, direction), x,
              lane_edge(e->to, x, -direction), HEAD | look);
    draw_block(&b, (struct place){ x + 7, y - block_height(&b) - 9, LEFT,
               look, e->l->no });
}

static void draw_event(const struct event *e)
{
    double x = mark_x(e->step), y = timeline.lanes.at[e->from].at;
    unsigned look = style_look(e->l);
    struct block b = step_text(e);

    draw_dot(x, y, 0, look & DASH ? look | SOFT : look & ACCENT);
    draw_block(&b, (struct place){ x - 4, y - block_height(&b) - 6, LEFT,
               look, e->l->no });
}

static void draw_stamps(void)
{
    double y = timeline.lanes.at[timeline.lanes.n - 1].at;

    for (size_t k = 0; k < timeline.steps.n; k++) {
        const struct step *s = &timeline.steps.at[k];

        if (s->stamp)
            draw_text(s->stamp, SMALL, (struct place){ s->pause ? s->at
                      + s->size / 2 : mark_x(k) - 4, y + 10, s->pause
                      ? MIDDLE : LEFT, SOFT, s->line });
    }
}

void draw_time_right(void)
{
    double room = (fig.wide ? WIDE : COLUMN) - 3;

    for (broad = 150; broad > 44; broad -= 6)
        if (place_steps() <= room)
            break;
    place_lanes();
    draw_timeline_parts(&(struct timeline_parts){
        draw_lane, draw_bar, draw_message, draw_event, draw_stamps });
}
