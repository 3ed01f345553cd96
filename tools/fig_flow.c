/*
 * fig_flow.c - boxes and arrows on a grid
 *
 *     flow                         or flow down
 *     row a: label | b: label {round} | . | <
 *                                  a row of places: boxes with names and
 *                                  labels, empty places, and places into
 *                                  which the box at their left reaches
 *     a -> b -> c: label {dash}    arrows, with a label each; also <-> and
 *                                  -- (no heads)
 *     frame a .. c: title          a frame around a part of the grid
 *
 * Boxes are {round} (states), {plain} (text only), {dash}, or filled.
 * An arrow goes straight within a row or a column. Between neighboring
 * columns it goes sideways, along the gap, sideways (hvh); else between
 * neighboring rows down, along the gap, down (vhv); else sideways and then
 * down or up (hv). In `flow down` vhv comes before hvh. {hv} {vh} {hvh}
 * {vhv} choose; {over} {under} {left} {right} lead it around what is in
 * between, or back to its own box.
 */
#include <stdio.h>
#include <string.h>

#include "fig_flow.h"

struct flow flow;

static struct box *find_box(char *name, int line)
{
    name = trim(name);
    for (size_t k = 0; k < flow.boxes.n; k++) {
        struct box *b = &flow.boxes.at[k];

        if (b->name && !strcmp(b->name, name))
            return b;
    }
    fail(line, "there is no box '%s'; write `%s: label` in a row above",
         name, name);
}

static void add_box(char *text, char *style, int line, int column)
{
    struct box *b;

    if (column >= PLACES)
        fail(line, "more than %d places in a row; use several rows",
             PLACES);
    if (!strcmp(text, "."))
        return;
    if (!strcmp(text, "<")) {
        b = flow.boxes.n ? &flow.boxes.at[flow.boxes.n - 1] : NULL;
        if (!b || b->row != flow.rows || b->last != column - 1)
            fail(line, "there is no box to the left of '<'; put one there");
        b->last = column;
        return;
    }
    b = GROW(flow.boxes);
    b->l = (struct entry){ .no = line, .style = style, .text = text };
    b->row = flow.rows;
    b->column = b->last = column;
    b->name = take_name(&text);
    if (!b->name && is_name(text))
        b->name = text;
    b->label = text;
    style_only(&b->l, "accent soft dash hatch dots lines wash round plain");
}

static void add_row(const struct entry *l)
{
    char *rest = xstrdup(l->text + strlen("row")), *bar;
    int column = 0;

    if (flow.rows == PLACES)
        fail(l->no, "more than %d rows; draw two figures", PLACES);
    for (; (bar = find_plain(rest, "|")); rest = bar + 1, column++) {
        char *text, *style;

        *bar = '\0';
        text = trim(rest);
        style = cut_style(text, l->no);
        add_box(trim(text), style, l->no, column);
    }
    add_box(trim(rest), l->style, l->no, column);
    if (column + 1 > flow.columns)
        flow.columns = column + 1;
    flow.rows++;
}

/* The first connector of `s`, or NULL; *heads says which it is. */
static char *find_connector(char *s, unsigned *heads)
{
    static const struct {
        const char *text;
        unsigned heads;
    } kinds[] = {
        { " -> ", HEAD }, { " <-> ", HEAD | TAIL }, { " -- ", 0 },
    };
    char *first = NULL;

    for (int k = 0; k < 3; k++) {
        char *at = find_plain(s, kinds[k].text);

        if (!at || (first && at > first))
            continue;
        first = at;
        *heads = kinds[k].heads;
    }
    return first;
}

static void add_arrows(const struct entry *l)
{
    char *rest = xstrdup(l->text), *colon = strchr(rest, ':'), *at;
    char *label = colon ? trim(colon + 1) : "";
    unsigned heads;

    style_only(l, "accent soft dash hv vh hvh vhv over under left right");
    if (colon)
        *colon = '\0';
    while ((at = find_connector(rest, &heads))) {
        struct arrow *a = GROW(flow.arrows);
        char *next = strchr(at + 1, ' '), *end, *name;
        unsigned more;

        end = find_connector(next, &more);
        *at = '\0';
        name = end ? xstrndup(next, end - next) : xstrdup(next);
        a->from = find_box(xstrdup(rest), l->no);
        a->to = find_box(name, l->no);
        a->heads = heads;
        a->label = label;
        a->l = l;
        rest = next;
    }
}

static void add_frame(const struct entry *l)
{
    char *rest = xstrdup(l->text + strlen("frame ")), *colon, *to;
    struct frame *f = GROW(flow.frames);

    style_only(l, "soft dash");
    f->l = l;
    colon = strchr(rest, ':');
    f->title = colon ? trim(colon + 1) : "";
    if (colon)
        *colon = '\0';
    to = strstr(rest, " .. ");
    f->to = find_box(to ? to + 4 : rest, l->no);
    if (to)
        *to = '\0';
    f->from = find_box(rest, l->no);
    if (f->to->row < f->from->row || f->to->last < f->from->column)
        fail(l->no, "a frame goes from its upper left box to its lower"
             " right one; name them in this order");
}

static void read_flow(void)
{
    unsigned heads;

    if (*fig.options && strcmp(fig.options, "down"))
        fail(fig.kind_line, "which way? write `flow` or `flow down`");
    for (int k = 0; k < fig.nlines; k++)
        if (starts_with(fig.lines[k].text, "row "))
            add_row(&fig.lines[k]);
    if (!flow.boxes.n)
        fail(fig.kind_line, "no boxes; write rows like"
             " `row a: label | b: label`");
    for (int k = 0; k < fig.nlines; k++) {
        const struct entry *l = &fig.lines[k];

        if (starts_with(l->text, "row "))
            continue;
        if (starts_with(l->text, "frame "))
            add_frame(l);
        else if (find_connector(xstrdup(l->text), &heads))
            add_arrows(l);
        else
            fail(l->no, "'%s' is not understood; write `row …`,"
                 " `frame …` or an arrow `a -> b`", l->text);
    }
}

static void draw_box(const struct box *b)
{
    unsigned look = style_look(&b->l);
    struct place at = { .look = look, .line = b->l.no };
    bool plain = style_has(&b->l, "plain");
    unsigned frame = look & (FILLS & ~WASH) ? look & ~ACCENT : look;

    if (!plain && look & FILLS)
        draw_fill(b->x, b->y, b->w, b->h, look);
    if (!plain)
        draw_rect(b->x, b->y, b->w, b->h, frame & ~FILLS);
    if (*b->label && !draw_label(b->label, b->x, b->y, b->w, b->h, at))
        fail(b->l.no, "'%s' does not fit its box; shorten it", b->label);
    check_box(b->x, b->y, b->x + b->w, b->y + b->h, b->l.no);
}

static void draw_frame_of(const struct frame *f)
{
    double x = flow.x[f->from->column] - 12, y = flow.y[f->from->row] - 14;
    double right = flow.x[f->to->last] + flow.w[f->to->last] + 12;
    double bottom = flow.y[f->to->row] + flow.h[f->to->row] + 12;

    draw_rect(x, y, right - x, bottom - y,
              HAIR | (style_look(f->l) & DASH));
    if (set_text(f->title, SMALL, 0, f->l->no).width > right - x - 24)
        fail(f->l->no, "the title is longer than its frame; shorten it");
    if (*f->title)
        draw_text(f->title, SMALL, (struct place){ x + 12, y - 8, LEFT,
                  SOFT | KNOCK, f->l->no });
}

void draw_flow(void)
{
    read_flow();
    choose_routes();
    place_boxes();
    for (size_t k = 0; k < flow.boxes.n; k++)
        draw_box(&flow.boxes.at[k]);
    for (size_t k = 0; k < flow.frames.n; k++)
        draw_frame_of(&flow.frames.at[k]);
    draw_arrows_of_flow();
}
