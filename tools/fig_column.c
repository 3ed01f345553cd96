/*
 * fig_column.c - memory maps and stacks: columns of cells
 *
 *     column NAME: title {right}   begins a column; {right}: its addresses
 *                                  stand at the right, {bottom}: it hangs
 *                                  from the bottom line
 *         -- `1000` <- `rsp`       a boundary: its address, a pointer to
 *                                  it; both may be missing; it may have
 *                                  a remark, too
 *         name: label {hatch 3}    a cell, three lines high
 *         label <- `p` -- remark   a pointer to its middle, a remark
 *         …                        an ellipsis
 *         room {open}              a cell without a far edge
 *         ~~ label                 something is left out here
 *         skip 2                   empty lines
 *     map a.b = c.d: label         both edges of cell b of column a, joined
 *                                  with those of cell d of column c
 *     a.b -> c.d: label            an arrow; in one column, a loop
 *     brace a.b .. a.d: remark     a brace beside some cells
 *     grows down                   (or up) which way stacks grow
 *
 * The parts of a column are indented. In memory, cells are higher than in
 * a stack; there is no other difference.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fig_column.h"

static struct columns columns;

static void begin_column(const struct entry *l)
{
    char *rest = trim(l->text + strlen("column"));
    struct column *c;

    style_only(l, "left right bottom");
    c = GROW(columns.at);
    c->l = l;
    c->name = take_name(&rest);
    if (!c->name) {
        c->name = is_name(rest) ? rest : NULL;
        rest = "";
    }
    if (!c->name)
        fail(l->no, "the column has no name; write `column name: title`");
    c->title = rest;
}

/* What follows `mark`, which is cut off; NULL if it is not there. */
static char *tail_of(char *text, const char *mark)
{
    char *at = find_plain(text, mark);

    if (!at)
        return NULL;
    *at = '\0';
    return trim(at + strlen(mark));
}

static void add_part(const struct entry *l)
{
    char *rest = xstrdup(l->text);
    struct part *p;

    if (!columns.at.n)
        fail(l->no, "this cell is in no column; begin with a line"
             " `column name: title` that is not indented");
    p = GROW(columns.at.at[columns.at.n - 1].parts);
    p->l = l;
    p->kind = CELL;
    style_only(l, "accent soft dash hatch dots lines wash open left right"
               " 0");
    if (starts_with(rest, "skip ")) {
        p->kind = SPACE;
        p->h = take_number(trim(rest + 5), l->no) * columns.unit;
        return;
    }
    if (starts_with(rest, "--") || starts_with(rest, "~~")) {
        p->kind = *rest == '-' ? BOUNDARY : TEAR;
        rest = xprintf(" %s", trim(rest + 2));
    }
    p->remark = tail_of(rest, " -- ");
    p->pointer = tail_of(rest, " <- ");
    rest = trim(rest);
    if (p->kind == CELL)
        p->name = take_name(&rest);
    p->text = rest;
}

/* `column.cell` → its indices. */
static void find_part(char *s, const struct entry *l, size_t *column,
                      size_t *part)
{
    char *dot = strchr(s, '.');
    size_t k = 0, m = 0;

    s = trim(s);
    if (!dot)
        fail(l->no, "'%s' names no cell; write column.cell", s);
    *dot++ = '\0';
    dot = trim(dot);
    while (k < columns.at.n && strcmp(columns.at.at[k].name, s))
        k++;
    if (k == columns.at.n)
        fail(l->no, "there is no column '%s'; name one that is above", s);
    for (; m < columns.at.at[k].parts.n; m++) {
        const struct part *p = &columns.at.at[k].parts.at[m];

        if (p->name && !strcmp(p->name, dot))
            break;
    }
    if (m == columns.at.at[k].parts.n)
        fail(l->no, "column '%s' has no cell '%s'; write `%s: label` in it",
             s, dot, dot);
    *column = k;
    *part = m;
}

static void add_link(const struct entry *l, char *rest, const char *mark,
                     enum link_kind kind)
{
    struct link *k = GROW(columns.links);
    char *to, *colon = strchr(rest, ':');

    k->kind = kind;
    k->l = l;
    k->text = "";
    if (colon) {
        *colon = '\0';
        k->text = trim(colon + 1);
    }
    to = tail_of(rest, mark);
    if (!to && kind == BRACE)
        to = xstrdup(rest);
    if (!to)
        fail(l->no, "'%s' is missing; write `a.b%sc.d: label`", trim(
             xstrdup(mark)), mark);
    find_part(rest, l, &k->from_column, &k->from);
    find_part(to, l, &k->to_column, &k->to);
    style_only(l, "accent soft dash");
}

static void check_link(struct link *k)
{
    long apart = labs((long)k->from_column - (long)k->to_column);

    if (apart > 1)
        fail(k->l->no, "there is a column between these two; put them"
             " side by side");
    if (k->kind == MAP && !apart)
        fail(k->l->no, "both cells are in one column; map joins two");
    if (k->kind == BRACE && (apart || k->from > k->to))
        fail(k->l->no, "a brace spans cells of one column, from the upper"
             " to the lower; correct their names");
    if (k->kind == ARROW && !apart)
        k->loop = ++columns.at.at[k->from_column].loops;
}

static void add_statement(const struct entry *l)
{
    char *text = xstrdup(l->text);

    if (starts_with(text, "column ")) {
        begin_column(l);
    } else if (starts_with(text, "map ")) {
        add_link(l, text + 4, " = ", MAP);
    } else if (starts_with(text, "brace ")) {
        add_link(l, text + 6, " .. ", BRACE);
    } else if (!strcmp(text, "grows down") || !strcmp(text, "grows up")) {
        columns.grows = text + 6;
    } else if (find_plain(text, " -> ")) {
        add_link(l, text, " -> ", ARROW);
    } else {
        fail(l->no, "'%s' is not understood; indent it if it is a cell,"
             " else begin with column, map, brace or grows", l->text);
    }
}

static void draw(double unit)
{
    columns.unit = unit;
    for (int k = 0; k < fig.nlines; k++) {
        const struct entry *l = &fig.lines[k];

        if (l->indented)
            add_part(l);
        else
            add_statement(l);
    }
    for (size_t k = 0; k < columns.links.n; k++)
        check_link(&columns.links.at[k]);
    for (size_t k = 0; k < columns.at.n; k++)
        if (!columns.at.at[k].parts.n)
            fail(columns.at.at[k].l->no, "the column is empty; describe its"
                 " cells in indented lines");
    if (!columns.at.n)
        fail(fig.kind_line, "no columns; begin with `column name: title`");
    place_columns(&columns);
    draw_columns(&columns);
}

void draw_memory(void)
{
    draw(34);
}

void draw_stack(void)
{
    draw(26);
}
