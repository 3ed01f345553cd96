/*
 * fig_bits.c - registers, descriptors and entries, bit by bit
 *
 *     bits 32                      bits in a row, 1 to 64
 *     row +4: 63:32                a row: its label and bits, optional
 *     63:56 base `31:24` {hatch}   bits, the field's name, style
 *     55    G = 1                  and the value that it holds
 *     54    D -- code size         and a remark
 *     53    0                      a bare digit is a fixed bit
 *     52:32 reserved
 *     notes list                   remarks as a list, not with leaders
 *
 * Fields go from the highest bit to the lowest, and leave none out. Where
 * there is one row, it needs no `row` line. A name that does not fit its
 * field goes below with the remarks.
 */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fig_bits.h"

#define HEIGHT 40.0         /* of a field */
#define VALUE 20.0          /* and more where it shows a value */

static ARRAY(struct row) rows;
static int bits;            /* in a row */
static double left, cell;   /* where bits begin, the width of one */
static bool notes_in_list;

/* `7` or `7:0` → bits; false if it is neither. */
static bool take_range(const char *s, int *high, int *low)
{
    char *end;

    if (!isdigit((unsigned char)*s))
        return false;
    *high = *low = strtol(s, &end, 10);
    if (*end == ':' && isdigit((unsigned char)end[1]))
        *low = strtol(end + 1, &end, 10);
    return !*end && *low <= *high;
}

static void begin_row(char *rest, int line)
{
    struct row *r = GROW(rows);
    char *last = strrchr(rest, ' ');

    r->line = line;
    r->high = bits - 1;
    last = last ? last + 1 : rest;
    if (strchr(last, ':') && take_range(last, &r->high, &r->low))
        *last = '\0';
    else if (!*rest || last != rest)
        last = NULL;
    if (r->high - r->low + 1 > bits)
        fail(line, "this row has %d bits, and the first line allows %d;"
             " correct one of them", r->high - r->low + 1, bits);
    rest = trim(rest);
    if (*rest && rest[strlen(rest) - 1] == ':')
        rest[strlen(rest) - 1] = '\0';
    if (*rest)
        r->label = *rest == '+' ? xprintf("`%s`", rest) : rest;
}

/* Cut `text` in two at `mark`; NULL if it does not occur. */
static char *cut_at(char *text, const char *mark)
{
    char *at = find_plain(text, mark);

    if (!at)
        return NULL;
    *at = '\0';
    return trim(at + strlen(mark));
}

static void add_field(const struct entry *l)
{
    char *rest = xstrdup(l->text), *range = take_word(&rest);
    struct row *r;
    struct field *f;
    int next;

    if (!rows.n)
        begin_row(xstrdup(""), l->no);
    r = &rows.at[rows.n - 1];
    next = r->fields.n ? r->fields.at[r->fields.n - 1].low - 1 : r->high;
    f = GROW(r->fields);
    f->l = l;
    if (!take_range(range, &f->high, &f->low))
        fail(l->no, "'%s' is neither a bit nor bits; write `7` or `7:0`"
             " and the field's name", range);
    if (f->high != next)
        fail(l->no, "the field begins at bit %d, but bit %d comes next;"
             " name every bit once, from the highest down", f->high, next);
    if (f->low < r->low)
        fail(l->no, "bit %d is below the row's lowest, %d; correct the"
             " field or the row", f->low, r->low);
    f->remark = cut_at(rest, " -- ");
    f->value = cut_at(rest, " = ");
    f->name = trim(rest);
    if (!*f->name)
        fail(l->no, "the field has no name; write one, or `reserved`");
    f->reserved = !strcmp(f->name, "reserved");
    f->fixed = !strcmp(f->name, "0") || !strcmp(f->name, "1");
    if (f->fixed)
        f->name = xprintf("`%s`", f->name);
    style_only(l, "accent soft hatch dots lines wash");
}

static void read_bits(void)
{
    if (!*fig.options)
        fail(fig.kind_line, "how many bits has a row? write `bits 32`");
    bits = take_number(fig.options, fig.kind_line);
    if (bits < 1 || bits > 64)
        fail(fig.kind_line, "a row of %d bits; write 1 to 64", bits);
    for (int k = 0; k < fig.nlines; k++) {
        const struct entry *l = &fig.lines[k];

        if (!strcmp(l->text, "notes list"))
            notes_in_list = true;
        else if (!strcmp(l->text, "row") || starts_with(l->text, "row "))
            begin_row(trim(xstrdup(l->text + 3)), l->no);
        else
            add_field(l);
    }
    for (size_t k = 0; k < rows.n; k++) {
        const struct row *r = &rows.at[k];
        int low = r->fields.n ? r->fields.at[r->fields.n - 1].low
            : r->high + 1;

        if (low > r->low)
            fail(r->line, "the row ends at bit %d; name the bits down to"
                 " %d, too, as `reserved` if need be", low, r->low);
    }
    if (!rows.n)
        fail(fig.kind_line, "no bits; write lines like `7:0 name`");
}

static double row_height(const struct row *r)
{
    for (size_t k = 0; k < r->fields.n; k++)
        if (r->fields.at[k].value)
            return HEIGHT + VALUE - 10;
    return HEIGHT;
}

static void place_fields(struct row *r)
{
    double h = row_height(r);

    for (size_t m = 0; m < r->fields.n; m++) {
        struct field *f = &r->fields.at[m];
        struct place at = { .line = f->l->no };
        struct block b;

        f->x = left + (bits - 1 - (f->high - r->low)) * cell;
        f->width = (f->high - f->low + 1) * cell;
        f->outside = !f->reserved && !fit_label(f->name, f->width,
            f->value ? h - VALUE - 3 : h, at, &b);
        if (f->width > 40 && !f->outside && b.size == SMALL)
            r->look = FINE;
    }
}

static void set_measures(void)
{
    double label = 0, room = fig.wide ? WIDE : COLUMN;

    for (size_t k = 0; k < rows.n; k++) {
        struct block b;

        if (!rows.at[k].label)
            continue;
        b = set_text(rows.at[k].label, NORMAL, 0, rows.at[k].line);
        label = fmax(label, b.width);
    }
    left = label ? label + 12 : 0;
    /* the outermost numbers stand out a little where bits are narrow */
    cell = fmin((room - (bits > 40 ? 8 : 4) - left) / bits, 56);
    for (size_t k = 0; k < rows.n; k++)
        place_fields(&rows.at[k]);
}

/* A bit's number above its place, unless another stands there. */
static void draw_number(int bit, double x, double y, double *taken, int n,
                        int line)
{
    char *s = xprintf("`%d`", bit);
    double half = (bit > 9 ? 2 : 1) * em(SMALL, FACE_CODE) / 4 + 1;

    for (int k = 0; k < n; k++)
        if (taken[k] >= 0 && fabs(taken[k] - x) < 2 * half)
            return;
    taken[n] = x;
    draw_text(s, SMALL, (struct place){ x, y, MIDDLE, SOFT, line });
}

static void draw_numbers(const struct row *r, double y)
{
    double taken[128];
    int n = 0;

    for (size_t k = 0; k < r->fields.n; k++, n++) {
        const struct field *f = &r->fields.at[k];

        taken[n] = -1;
        draw_number(f->high, f->x + cell / 2, y, taken, n, f->l->no);
    }
    for (size_t k = 0; k < r->fields.n; k++, n++) {
        const struct field *f = &r->fields.at[k];

        taken[n] = -1;
        if (f->low != f->high)
            draw_number(f->low, f->x + f->width - cell / 2, y, taken, n,
                        f->l->no);
    }
}

/* The name and the value within the field. */
static void draw_field_text(const struct field *f, double y, double h,
                            unsigned look)
{
    struct place at = { .look = style_look(f->l) | look,
                        .line = f->l->no };
    double down = f->value ? h - VALUE - 3 : h;

    if (f->reserved)
        at.look = (at.look | HATCH | SOFT) & ~ACCENT;
    if (f->fixed)
        at.look |= SOFT;
    draw_label(f->name, f->x, y, f->width, down, at);
    if (!f->value)
        return;
    at.look &= ~SOFT;
    if (!draw_label(xprintf("`%s`", f->value), f->x, y + down, f->width,
                    VALUE, at))
        fail(f->l->no, "the value %s is wider than its field; shorten it,"
             " or give the row fewer bits", f->value);
}

static void draw_field(const struct field *f, double y, double h,
                       unsigned row_look)
{
    unsigned look = style_look(f->l);

    if (f->reserved)
        look |= HATCH;
    if (look & FILLS)
        draw_fill(f->x, y, f->width, h, look);
    for (int k = 1; k <= f->high - f->low; k++)
        draw_curve(HAIR, xprintf("M%s %sv-3", coordinate(snap(f->x
                   + k * cell)), coordinate(snap(y + h))));
    draw_field_text(f, y, h, row_look);
    if (!(look & ACCENT) || look & FILLS)
        look &= ~(ACCENT | FILLS | DASH | SOFT);
    draw_rect(f->x, y, f->width, h, look);
}

static double draw_row(struct row *r, double y)
{
    double h = row_height(r);

    draw_numbers(r, y);
    y += 17;
    if (r->label)
        draw_text(r->label, NORMAL, (struct place){ 0, y + h / 2 - 9, LEFT,
                  0, r->line });
    for (int accent = 0; accent < 2; accent++)
        for (size_t k = 0; k < r->fields.n; k++)
            if (style_has(r->fields.at[k].l, "accent") == accent)
                draw_field(&r->fields.at[k], y, h, r->look);
    return y + h;
}

void draw_bits(void)
{
    double y = 0;
    read_bits();
    set_measures();
    for (size_t k = 0; k < rows.n; k++)
        notes_in_list |= !notes_fit(&rows.at[k]);
    for (size_t k = 0; k < rows.n; k++) {
        y = draw_row(&rows.at[k], y) + 8;
        if (!notes_in_list)
            y = draw_notes(&rows.at[k], y - 8) + 8;
    }
    if (notes_in_list)
        draw_list(rows.at, rows.n, left, y + 2);
}
