/*
 * fig_column_draw.c - columns of cells, as lines and text
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "fig_column.h"

/* The outer edge of a column on one side. */
static double edge(const struct column *c, int side)
{
    return side == LEFT ? c->x : c->x + c->w;
}

static int outward(int side)
{
    return side == LEFT ? -1 : 1;
}

/* Text beside a column, `away` from its edge, its middle at y. */
static void draw_beside(const struct column *c, const struct block *b,
                        int side, double away, double y, unsigned look,
                        int line)
{
    draw_block(b, (struct place){ edge(c, side) + outward(side) * away,
               y - block_height(b) / 2, side == LEFT ? RIGHT : LEFT, look,
               line });
}

static void draw_pointer(const struct column *c, const struct part *p,
                         double y)
{
    bool address = p->kind == BOUNDARY && *p->text;
    int side = style_has(p->l, "left") ? LEFT : style_has(p->l, "right")
        ? RIGHT : address ? (c->side == LEFT ? RIGHT
        : LEFT) : c->side;
    unsigned look = style_look(p->l) & (ACCENT | SOFT);
    double at = edge(c, side);
    struct block b = set_text(p->pointer, NORMAL, 0, p->l->no);

    draw_line(at + outward(side) * 30, y, at, y, HEAD | look);
    draw_beside(c, &b, side, 35, y, look, p->l->no);
}

/* Beyond everything else on the side without addresses. */
static void draw_remark(const struct column *c, const struct part *p,
                        double y, unsigned look)
{
    struct block b;

    if (!p->remark)
        return;
    b = side_text(p->remark, p->l->no);
    draw_beside(c, &b, c->other, c->beyond + 10, y,
                look & ACCENT ? ACCENT : SOFT, p->l->no);
}

static void draw_boundary(const struct column *c, const struct part *p)
{
    struct block b;

    if (*p->text) {
        b = set_text(p->text, SMALL, 0, p->l->no);
        draw_beside(c, &b, c->side, 10, p->y, SOFT, p->l->no);
    }
    if (p->pointer)
        draw_pointer(c, p, p->y);
    draw_remark(c, p, p->y, 0);
}

static void draw_cell(const struct column *c, const struct part *p)
{
    unsigned look = style_look(p->l);
    unsigned sides = look & DASH || style_has(p->l, "open") ? DASH : 0;
    struct place at = { .look = look, .line = p->l->no };

    if (look & FILLS)
        draw_fill(c->x, p->y, c->w, p->h, look);
    draw_line(c->x, p->y, c->x, p->y + p->h, sides);
    draw_line(c->x + c->w, p->y, c->x + c->w, p->y + p->h, sides);
    if (*p->text && !draw_label(p->text, c->x, p->y, c->w, p->h, at))
        fail(p->l->no, "'%s' does not fit its cell; shorten it, or give"
             " the cell more lines, as in {3}", p->text);
    if (p->pointer)
        draw_pointer(c, p, p->y + p->h / 2);
    draw_remark(c, p, p->y + p->h / 2, look);
}

static void draw_tear(const struct column *c, const struct part *p)
{
    struct block b = set_text(p->text, NORMAL, c->w - 8, p->l->no);

    draw_zigzag(c->x, p->y + 3, c->w, 0);
    draw_zigzag(c->x, p->y + p->h - 3, c->w, 0);
    if (!*p->text)
        return;
    draw_block(&b, (struct place){ c->x + c->w / 2, p->y + p->h / 2 - 9,
               MIDDLE, SOFT, p->l->no });
}

/* The line between two parts; a boundary makes it a strong one. */
static void draw_edge(const struct column *c, const struct part *above,
                      const struct part *below, bool boundary)
{
    bool top = above && above->kind == CELL;
    bool bottom = below && below->kind == CELL;
    double y = bottom ? below->y : top ? above->y + above->h : 0;
    unsigned look = HAIR;

    if ((!top && !bottom) || (above && above->kind == TEAR)
        || (below && below->kind == TEAR))
        return;
    if (!bottom && style_has(above->l, "open"))
        return;
    if (!top && style_has(below->l, "open"))
        return;
    if (boundary || !top || !bottom)
        look = 0;
    if ((!top || style_has(above->l, "dash"))
        && (!bottom || style_has(below->l, "dash")))
        look |= DASH;
    draw_line(c->x, y, c->x + c->w, y, look);
}

static void draw_edges(const struct column *c)
{
    const struct part *above = NULL;
    bool boundary = false;

    for (size_t k = 0; k < c->parts.n; k++) {
        const struct part *p = &c->parts.at[k];

        if (p->kind == BOUNDARY) {
            boundary = true;
            continue;
        }
        draw_edge(c, above, p, boundary);
        above = p;
        boundary = false;
    }
    draw_edge(c, above, NULL, boundary);
}

/* An accented cell without a fill gets its frame in the accent. */
static void draw_accent(const struct column *c, const struct part *p)
{
    unsigned look = style_look(p->l);

    if (p->kind == CELL && look & ACCENT && !(look & FILLS))
        draw_rect(c->x, p->y, c->w, p->h, ACCENT | (look & DASH));
}

static void draw_column(const struct column *c)
{
    struct block title = set_text(c->title, NORMAL, fmax(c->w, 150),
                                  c->l->no);
    const struct part *top = c->parts.at;

    while (top->kind == SPACE && top + 1 < c->parts.at + c->parts.n)
        top++;
    if (title.n)
        draw_block(&title, (struct place){ c->x + c->w / 2, top->y
                   - block_height(&title) - 6, MIDDLE, 0, c->l->no });
    for (size_t k = 0; k < c->parts.n; k++) {
        const struct part *p = &c->parts.at[k];

        if (p->kind == CELL)
            draw_cell(c, p);
        else if (p->kind == BOUNDARY)
            draw_boundary(c, p);
        else if (p->kind == TEAR)
            draw_tear(c, p);
    }
    draw_edges(c);
    for (size_t k = 0; k < c->parts.n; k++)
        draw_accent(c, &c->parts.at[k]);
}

/* Braces and loops stand outside of the addresses, if these are there. */
static void draw_brace_link(const struct column *c, const struct link *l)
{
    const struct part *a = &c->parts.at[l->from], *z = &c->parts.at[l->to];
    unsigned look = style_look(l->l);
    struct block b = side_text(l->text, l->l->no);
    int side = c->other;

    draw_brace(edge(c, side) + outward(side) * (c->beyond + 6), a->y + 2,
               z->y + z->h - 2, outward(side), HAIR | (look & ACCENT));
    draw_beside(c, &b, side, c->beyond + 20, (a->y + z->y + z->h) / 2,
                look, l->l->no);
}

static void draw_loop(const struct column *c, const struct link *l)
{
    const struct part *a = &c->parts.at[l->from], *z = &c->parts.at[l->to];
    unsigned look = style_look(l->l);
    struct block b = side_text(l->text, l->l->no);
    int side = c->other;
    double x = edge(c, side), out = x + outward(side) * (c->beyond + 10
                                                           + 9 * l->loop);
    double turn = a->y < z->y ? 0.2 : -0.2;
    double y0 = a->y + a->h * (0.5 + turn), y1 = z->y + z->h * (0.5 - turn);
    struct point p[4] = { { x, y0 }, { out, y0 }, { out, y1 }, { x, y1 } };

    if (l->from == l->to)
        fail(l->l->no, "this arrow leads to where it comes from; name"
             " another cell");
    draw_path(p, 4, HEAD | look);
    draw_beside(c, &b, side, c->beyond + 16 + 9 * l->loop,
                (y0 + y1) / 2, look, l->l->no);
}

/* From one column to the next: two hairlines, or an arrow. */
static void draw_across(const struct column *from, const struct column *to,
                        const struct link *l)
{
    const struct part *a = &from->parts.at[l->from];
    const struct part *z = &to->parts.at[l->to];
    bool right = from->x < to->x;
    double x0 = edge(from, right ? RIGHT : LEFT);
    double x1 = edge(to, right ? LEFT : RIGHT);
    double middle = (a->y + a->h / 2 + z->y + z->h / 2) / 2;
    unsigned look = style_look(l->l);
    struct block b = side_text(l->text, l->l->no);

    if (l->kind == MAP) {
        unsigned line = look & ACCENT ? look : look | HAIR;

        draw_line(x0, a->y, x1, z->y, line);
        draw_line(x0, a->y + a->h, x1, z->y + z->h, line);
    } else {
        draw_line(x0, a->y + a->h / 2, x1, z->y + z->h / 2, HEAD | look);
    }
    if (*l->text)
        draw_block(&b, (struct place){ (x0 + x1) / 2, middle
                   - block_height(&b) / 2, MIDDLE, look | KNOCK,
                   l->l->no });
}

static void draw_growth(const struct columns *all)
{
    const struct column *c = &all->at.at[0];
    double x = c->x - c->beside[0] - 24, y = c->parts.at[0].y;
    bool down = !strcmp(all->grows, "down");

    draw_text("*grows*", SMALL, (struct place){ x, y + (down ? 0 : 46),
              MIDDLE, SOFT, fig.kind_line });
    if (down)
        draw_line(x, y + 18, x, y + 60, HEAD | SOFT);
    else
        draw_line(x, y + 42, x, y, HEAD | SOFT);
}

void draw_columns(const struct columns *all)
{
    for (size_t k = 0; k < all->at.n; k++)
        draw_column(&all->at.at[k]);
    for (size_t k = 0; k < all->links.n; k++) {
        const struct link *l = &all->links.at[k];
        const struct column *c = &all->at.at[l->from_column];

        if (l->kind == BRACE)
            draw_brace_link(c, l);
        else if (l->loop)
            draw_loop(c, l);
        else
            draw_across(c, &all->at.at[l->to_column], l);
    }
    if (all->grows)
        draw_growth(all);
}
