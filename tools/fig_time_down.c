/*
 * fig_time_down.c - a timeline whose time goes down the page
 *
 * Texts stand at the right of their lane, and break where the next lane is
 * near. Every step takes as much height as its texts.
 */
#include <math.h>

#include "fig_time.h"

#define PAUSE 26.0
#define BAR 7.0

static double broad;        /* texts break at this width */

static struct block lane_text(const struct event *e)
{
    return set_text(e->text, NORMAL, broad, e->l->no);
}

static void widen(double *room, double need)
{
    *room = fmax(*room, need);
}

static void measure_lanes(void)
{
    size_t n = timeline.lanes.n;

    for (size_t k = 0; k < n; k++) {
        struct lane *lane = &timeline.lanes.at[k];

        lane->size = set_text(lane->label, NORMAL, broad, lane->line).width
            + 16;
        widen(&lane->size, k + 1 < n ? 60 : 0);
    }
    for (size_t k = 0; k < timeline.events.n; k++) {
        const struct event *e = &timeline.events.at[k];
        int left = e->kind != MESSAGE ? e->from
            : e->from < e->to ? e->from : e->from - 1;

        if (*e->text)
            widen(&timeline.lanes.at[left].size, lane_text(e).width + 26);
    }
}

static double place_lanes(void)
{
    double x = stamp_width() + 4;

    measure_lanes();
    for (size_t k = 0; k < timeline.lanes.n; k++) {
        timeline.lanes.at[k].at = snap(x);
        x += timeline.lanes.at[k].size;
    }
    return x;
}

/* How high a step is, and how far down in it arrows lie. */
static void place_steps(void)
{
    double y = 8;

    for (size_t k = 0; k < timeline.steps.n; k++)
        timeline.steps.at[k].size = timeline.steps.at[k].pause ? PAUSE : 0;
    for (size_t k = 0; k < timeline.events.n; k++) {
        const struct event *e = &timeline.events.at[k];
        struct block b = lane_text(e);

        if (e->kind == EVENT)
            widen(&timeline.steps.at[e->step].size, block_height(&b) + 8);
        else if (e->kind == MESSAGE)
            widen(&timeline.steps.at[e->step].size, block_height(&b) + 16);
    }
    for (size_t k = 0; k < timeline.steps.n; k++) {
        timeline.steps.at[k].at = y;
        y += timeline.steps.at[k].size;
    }
    GROW(timeline.steps)->at = y;   /* the end */
    timeline.steps.n--;
}

static double arrow_y(size_t step)
{
    const struct step *s = &timeline.steps.at[step];

    return snap(s->at + s->size - 8);
}

static double bar_y(const struct event *e)
{
    size_t step;

    if (at_mark(e, &step))
        return arrow_y(step);
    return timeline.steps.at[step].at + (e->kind == BEGIN ? 2 : -2);
}

static void draw_lane(int k)
{
    const struct lane *lane = &timeline.lanes.at[k];
    struct block b = set_text(lane->label, NORMAL, broad, lane->line);
    double y = 0;

    draw_block(&b, (struct place){ lane->at - 4, -block_height(&b) - 4,
               LEFT, 0, lane->line });
    for (size_t s = 0; s < timeline.steps.n; s++) {
        const struct step *step = &timeline.steps.at[s];

        if (!step->pause)
            continue;
        draw_line(lane->at, y, lane->at, step->at, HAIR | UNDER);
        y = step->at + step->size;
        draw_line(lane->at, step->at, lane->at, y, HAIR | DASH | UNDER);
    }
    draw_line(lane->at, y, lane->at, timeline.steps.at[timeline.steps.n].at
              + 4, HAIR | UNDER);
}

static void draw_bar(const struct event *begin)
{
    double x = timeline.lanes.at[begin->from].at, y = bar_y(begin);
    double h = bar_y(end_of(begin)) - y;
    unsigned look = style_look(begin->l);

    if (h < 1)
        fail(begin->l->no, "the bar is empty; let something happen before"
             " it ends");
    draw_fill(x - BAR / 2, y, BAR, h, KNOCK);
    draw_rect(x - BAR / 2, y, BAR, h, look & FILLS ? look : look | WASH);
}

static double lane_edge(int lane, double y, int direction)
{
    double x = timeline.lanes.at[lane].at;

    for (size_t k = 0; k < timeline.events.n; k++) {
        const struct event *e = &timeline.events.at[k];

        if (e->kind == BEGIN && e->from == lane && bar_y(e) <= y
            && bar_y(end_of(e)) >= y)
            return x + direction * BAR / 2;
    }
    return x;
}

static void draw_message(const struct event *e)
{
    int direction = e->from < e->to ? 1 : -1;
    double y = arrow_y(e->step);
    double next = timeline.lanes.at[e->from + direction].at;
    double x = timeline.lanes.at[e->from].at;
    unsigned look = style_look(e->l);
    struct block b = lane_text(e);

    draw_line(lane_edge(e->from, y, direction), y,
              lane_edge(e->to, y, -direction), y, HEAD | look);
    draw_block(&b, (struct place){ (x + next) / 2, y - block_height(&b) - 2,
               MIDDLE, look, e->l->no });
}

static void draw_event(const struct event *e)
{
    double x = timeline.lanes.at[e->from].at;
    double y = timeline.steps.at[e->step].at + 4;
    unsigned look = style_look(e->l);
    struct block b = lane_text(e);

    draw_dot(x, y + 9.5, 0, look & DASH ? look | SOFT : look & ACCENT);
    draw_block(&b, (struct place){ x + 12, y, LEFT, look, e->l->no });
}

static void draw_stamps(void)
{
    double w = stamp_width();

    for (size_t k = 0; k < timeline.steps.n; k++) {
        const struct step *s = &timeline.steps.at[k];

        double down = s->pause ? PAUSE / 2 - 8 : 6;

        if (s->stamp)
            draw_text(s->stamp, SMALL, (struct place){ w - 10, s->at + down,
                      RIGHT, SOFT, s->line });
    }
}

void draw_time_down(void)
{
    double room = (fig.wide ? WIDE : COLUMN) - 3;

    for (broad = 240; broad > 60; broad -= 10)
        if (place_lanes() <= room)
            break;
    place_steps();
    draw_timeline_parts(&(struct timeline_parts){
        draw_lane, draw_bar, draw_message, draw_event, draw_stamps });
}
