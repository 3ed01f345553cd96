/*
 * fig_bits_notes.c - names and remarks below the row of bits they belong to
 *
 * A leader goes down from its field and then sideways to the text. Fields
 * at the left have their texts to the right of their leaders, the rightmost
 * field's topmost; fields at the right have them to the left, the leftmost
 * field's topmost: so no leader crosses another. Where to divide the fields
 * is tried out. If no division leaves room for all texts, the notes become
 * a list, and the bits' numbers lead to them.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "fig_bits.h"

#define STEP 20.0           /* from one note to the next */
#define AWAY 16.0           /* of the texts from the nearest leader */

struct note {
    double x;               /* of the leader */
    struct block text;
    const struct field *f;
};

static struct note notes[64];
static int n;

static bool noted(const struct field *f)
{
    return f->remark || f->outside;
}

static void collect(const struct row *r)
{
    n = 0;
    for (size_t k = 0; k < r->fields.n; k++) {
        const struct field *f = &r->fields.at[k];
        const char *text;

        if (!noted(f))
            continue;
        text = !f->outside ? f->remark : !f->remark ? f->name
            : xprintf("%s: %s", f->name, f->remark);
        notes[n].x = f->x + f->width / 2;
        notes[n].f = f;
        notes[n++].text = set_text(text, NORMAL, 0, f->l->no);
    }
}

static double widest(int from, int to)
{
    double w = 0;

    for (; from < to; from++)
        w = fmax(w, notes[from].text.width);
    return w;
}

/*
 * The first `s` notes stand right of their leaders, the others left. Side
 * by side, the two groups need no more lines than the longer one; else the
 * right group stands below the left one (*below). -1: there is no room.
 */
static int lines_for(int s, bool *below)
{
    double room = fig.wide ? WIDE : COLUMN;
    double from = s ? notes[s - 1].x + AWAY : 0;
    double to = s < n ? notes[s].x - AWAY : room;

    *below = false;
    if (s && from + widest(0, s) > room)
        return -1;
    if (s < n && to - widest(s, n) < 0)
        return -1;
    if (!s || s == n)
        return n;
    if (from + widest(0, s) + 12 < to - widest(s, n))
        return s > n - s ? s : n - s;
    *below = true;
    if (from + widest(0, s) + 6 < notes[s].x)
        return n;
    return -1;
}

static int best_division(bool *below)
{
    int best = -1, lines = 1000;
    bool b;

    for (int s = n; s >= 0; s--) {
        int l = lines_for(s, &b);

        if (l < 0 || l >= lines)
            continue;
        lines = l;
        best = s;
        *below = b;
    }
    return best;
}

bool notes_fit(const struct row *r)
{
    bool below;

    collect(r);
    return best_division(&below) >= 0;
}

static void draw_note(const struct note *note, double from, double y,
                      double text, enum anchor anchor)
{
    unsigned look = style_has(note->f->l, "accent") ? ACCENT : 0;
    double end = anchor == LEFT ? text - 5 : text + 5;
    struct point p[3] = {
        { snap(note->x), from }, { snap(note->x), snap(y) },
        { end, snap(y) },
    };

    draw_path(p, 3, look ? ACCENT : HAIR);
    draw_block(&note->text, (struct place){ text, y - 9, anchor, look,
                                            note->f->l->no });
}

double draw_notes(const struct row *r, double y)
{
    bool below = false;
    double first = y + STEP - 2;
    int s, k, lines;

    collect(r);
    if (!n)
        return y;
    s = best_division(&below);
    for (k = s - 1; k >= 0; k--)
        draw_note(&notes[k], y, first + (s - 1 - k) * STEP,
                  notes[s - 1].x + AWAY, LEFT);
    lines = below ? s : 0;
    for (k = s; k < n; k++)
        draw_note(&notes[k], y, first + (lines + k - s) * STEP,
                  notes[s].x - AWAY, RIGHT);
    lines_for(s, &below);
    lines = below ? n : s > n - s ? s : n - s;
    return first + (lines - 1) * STEP + 10;
}

/* One line of the list: bits, name, remark; NULL leaves a column out. */
static double draw_item(const struct field *f, double x, double y,
                        double name_width, double number_width)
{
    unsigned look = style_has(f->l, "accent") ? ACCENT : 0;
    char *bits = f->high == f->low ? xprintf("`%d`", f->high)
        : xprintf("`%d:%d`", f->high, f->low);
    double room = (fig.wide ? WIDE : COLUMN) - x - number_width
        - name_width;
    struct block b;

    draw_text(bits, SMALL, (struct place){ x + number_width - 10, y + 2,
              RIGHT, SOFT, f->l->no });
    draw_text(f->name, NORMAL, (struct place){ x + number_width, y, LEFT,
              look, f->l->no });
    if (!f->remark)
        return y + STEP;
    b = set_text(f->remark, NORMAL, room, f->l->no);
    draw_block(&b, (struct place){ x + number_width + name_width, y, LEFT,
               look, f->l->no });
    return y + b.n * 18 + 2;
}

double draw_list(const struct row *rows, size_t count, double x, double y)
{
    double names = 0, numbers = 22;

    for (size_t k = 0; k < count; k++)
        for (size_t m = 0; m < rows[k].fields.n; m++) {
            const struct field *f = &rows[k].fields.at[m];

            if (!noted(f))
                continue;
            names = fmax(names, set_text(f->name, NORMAL, 0,
                                         f->l->no).width);
            if (f->high != f->low)
                numbers = 42;
        }
    for (size_t k = 0; k < count; k++)
        for (size_t m = 0; m < rows[k].fields.n; m++)
            if (noted(&rows[k].fields.at[m]))
                y = draw_item(&rows[k].fields.at[m], x, y, names + 14,
                              numbers);
    return y;
}
