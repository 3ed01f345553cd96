/*
 * fig_time.c - who does what when: lanes, events, messages
 *
 *     timeline down                or right: which way time goes
 *     lane NAME: label             a lane; they stand in this order
 *     NAME: text {accent}          something happens on a lane
 *     NAME -> OTHER: text {dash}   something goes from lane to lane
 *     & NAME: text                 at the same time as the line before
 *     begin NAME                   a bar on the lane begins; after an arrow
 *     end NAME                     that touches the lane, at this arrow
 *     ... text                     time passes
 *     @ 10 ms                      a time, for the next event
 */
#include <math.h>
#include <string.h>

#include "fig_time.h"

struct timeline timeline;

static int find_lane(const char *name, int line)
{
    for (size_t k = 0; k < timeline.lanes.n; k++)
        if (!strcmp(timeline.lanes.at[k].name, name))
            return k;
    fail(line, "there is no lane '%s'; write `lane %s: label` first", name,
         name);
}

static void add_lane(const struct entry *l)
{
    char *rest = trim(xstrdup(l->text + strlen("lane")));
    struct lane *lane = GROW(timeline.lanes);

    style_only(l, "");
    lane->line = l->no;
    lane->name = take_name(&rest);
    if (!lane->name)
        fail(l->no, "the lane has no name; write `lane name: label`");
    lane->label = rest;
}

static struct event *add_event(enum event_kind kind, const struct entry *l)
{
    struct event *e = GROW(timeline.events);

    e->kind = kind;
    e->l = l;
    e->text = "";
    e->step = timeline.steps.n;
    return e;
}

static void add_bar_end(const struct entry *l, const char *name,
                        enum event_kind kind)
{
    struct event *e = add_event(kind, l);

    style_only(l, "accent hatch dots lines");
    e->from = e->to = find_lane(name, l->no);
}

/* `a -> b: text` or `a: text`. */
static void add_happening(const struct entry *l, char *text, bool together)
{
    char *colon = strchr(text, ':'), *arrow;
    struct event *e;

    if (together && !timeline.steps.n)
        fail(l->no, "there is nothing before it; drop the `&`");
    e = add_event(EVENT, l);
    style_only(l, "accent soft dash");
    if (together)
        e->step--;
    else
        GROW(timeline.steps)->line = l->no;
    if (colon) {
        *colon = '\0';
        e->text = trim(colon + 1);
    }
    arrow = strstr(text, " -> ");
    if (!arrow && !colon)
        fail(l->no, "'%s' is not understood; write `lane: text` or `lane ->"
             " lane: text`", text);
    if (arrow) {
        *arrow = '\0';
        e->kind = MESSAGE;
    }
    e->from = find_lane(trim(text), l->no);
    e->to = arrow ? find_lane(trim(arrow + 4), l->no) : e->from;
    if (arrow && e->from == e->to)
        fail(l->no, "the arrow leads to its own lane; write `%s: text`",
             timeline.lanes.at[e->from].name);
}

static void add_statement(const struct entry *l, char **stamp)
{
    char *text = xstrdup(l->text);
    bool together = starts_with(text, "& ");
    struct step *s;
    size_t before = timeline.steps.n;

    if (starts_with(text, "lane ")) {
        add_lane(l);
    } else if (starts_with(text, "begin ")) {
        add_bar_end(l, trim(text + 6), BEGIN);
    } else if (starts_with(text, "end ")) {
        add_bar_end(l, trim(text + 4), END);
    } else if (starts_with(text, "@ ")) {
        *stamp = trim(text + 2);
        return;
    } else if (starts_with(text, "...")) {
        s = GROW(timeline.steps);
        s->pause = true;
        s->line = l->no;
        s->stamp = text[3] ? trim(text + 3) : NULL;
        return;
    } else {
        add_happening(l, trim(text + (together ? 2 : 0)), together);
    }
    if (*stamp && timeline.steps.n > before) {
        timeline.steps.at[before].stamp = *stamp;
        *stamp = NULL;
    }
}

const struct event *end_of(const struct event *begin)
{
    const struct event *last = &timeline.events.at[timeline.events.n];

    for (const struct event *e = begin + 1; e < last; e++)
        if (e->kind == END && e->from == begin->from)
            return e;
    return NULL;
}

static void check_bars(void)
{
    for (size_t k = 0; k < timeline.events.n; k++) {
        const struct event *e = &timeline.events.at[k];

        if (e->kind == BEGIN && !end_of(e))
            fail(e->l->no, "the bar never ends; write `end %s` further"
                 " down", timeline.lanes.at[e->from].name);
    }
}

/* Only directly after an arrow that touches its lane. */
bool at_mark(const struct event *e, size_t *step)
{
    const struct event *before = e;

    *step = e->step;
    while (before > timeline.events.at
           && (before - 1)->step + 1 >= e->step) {
        before--;
        if (before->kind != MESSAGE || before->step + 1 != e->step)
            continue;
        if (before->from == e->from || before->to == e->from) {
            *step = e->step - 1;
            return true;
        }
    }
    return false;
}

double stamp_width(void)
{
    double w = 0;

    for (size_t k = 0; k < timeline.steps.n; k++) {
        const struct step *s = &timeline.steps.at[k];

        if (s->stamp)
            w = fmax(w, set_text(s->stamp, SMALL, 0, s->line).width + 14);
    }
    return w;
}

void draw_timeline(void)
{
    bool down = !strcmp(fig.options, "down");
    char *stamp = NULL;

    if (!down && strcmp(fig.options, "right"))
        fail(fig.kind_line, "which way does time go? write `timeline down`"
             " or `timeline right`");
    for (int k = 0; k < fig.nlines; k++)
        add_statement(&fig.lines[k], &stamp);
    if (!timeline.lanes.n || !timeline.steps.n)
        fail(fig.kind_line, "nothing happens; write `lane name: label` and"
             " then `name: text`");
    check_bars();
    if (down)
        draw_time_down();
    else
        draw_time_right();
}

void draw_timeline_parts(const struct timeline_parts *draw)
{
    for (size_t k = 0; k < timeline.lanes.n; k++)
        draw->lane(k);
    for (size_t k = 0; k < timeline.events.n; k++)
        if (timeline.events.at[k].kind == BEGIN)
            draw->bar(&timeline.events.at[k]);
    for (size_t k = 0; k < timeline.events.n; k++) {
        const struct event *e = &timeline.events.at[k];

        if (e->kind == MESSAGE)
            draw->message(e);
        else if (e->kind == EVENT)
            draw->event(e);
    }
    draw->stamps();
}
