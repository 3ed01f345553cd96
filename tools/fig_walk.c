/*
 * fig_walk.c - a walk through page tables, checked
 *
 *     address ffffffff80102a4c     the address that is looked up
 *     cr3     114000               where the first table lies
 *     PML4 511 = 115003            a table's name, the index, the entry
 *     PDPT 510 = 116003
 *     PD   0   = 117003
 *     PT   258 = 102003
 *     frame 102000: the text       where the walk arrives, what is there
 *
 * All numbers but the indices are hexadecimal, without 0x. The tool walks,
 * too: it refuses an index that the address does not give, an entry that is
 * not present but followed, an entry that leads elsewhere than the frame.
 * Bit 7 of an entry in the second or third table ends the walk at a large
 * page. A walk without a `frame` line ends in an entry that is not present.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fig.h"

#define MASK UINT64_C(0x000ffffffffff000)
#define SIGN 74.0           /* width of what precedes the first slice */
#define GAP 28.0            /* before each table */
#define BOX 75.0            /* a table */
#define TOP 96.0            /* of the tables */
#define TALL 180.0

struct level {
    char *name;
    long index;
    uint64_t entry;
    const struct entry *l;
};

static struct level levels[4];
static int depth;           /* how many tables the walk visits */
static uint64_t address, root, frame;
static const struct entry *address_line, *root_line, *frame_line;
static char *frame_text;
static double cell = 36;    /* height of an entry */

static uint64_t take_hex(const char *s, int line)
{
    char *end;
    uint64_t v;

    if (s && starts_with(s, "0x"))
        s += 2;
    v = strtoull(s ? s : "", &end, 16);
    if (!s || !*s || *end)
        fail(line, "'%s' is not a hexadecimal number; write it like"
             " 115003", s ? s : "");
    return v;
}

static void add_level(char *name, char *rest, const struct entry *l)
{
    char *index = take_word(&rest), *equals = take_word(&rest);

    if (!equals || strcmp(equals, "="))
        fail(l->no, "'%s' is not understood; write address, cr3, frame or"
             " a table, as in `PML4 511 = 115003`", l->text);
    if (depth == 4)
        fail(l->no, "this is the fifth table; a walk visits four at most");
    levels[depth].name = name;
    levels[depth].index = take_number(index, l->no);
    levels[depth].entry = take_hex(take_word(&rest), l->no);
    levels[depth++].l = l;
}

static void read_walk(void)
{
    for (int k = 0; k < fig.nlines; k++) {
        const struct entry *l = &fig.lines[k];
        char *rest = xstrdup(l->text), *word = take_word(&rest), *colon;

        style_only(l, "");
        if (!strcmp(word, "address")) {
            address = take_hex(trim(rest), l->no);
            address_line = l;
        } else if (!strcmp(word, "cr3")) {
            root = take_hex(trim(rest), l->no);
            root_line = l;
        } else if (!strcmp(word, "frame")) {
            colon = strchr(rest, ':');
            frame_text = colon ? trim(colon + 1) : "";
            if (colon)
                *colon = '\0';
            frame = take_hex(trim(rest), l->no);
            frame_line = l;
        } else {
            add_level(word, rest, l);
        }
    }
    if (!address_line || !root_line || !depth)
        fail(fig.kind_line, "a walk needs an address, cr3 and at least one"
             " table; write these lines");
}

/* The lowest bit of what level k takes from the address. */
static int low_bit(int k)
{
    return 39 - 9 * k;
}

static bool large(int k)
{
    return (k == 1 || k == 2) && levels[k].entry & 0x80;
}

static void check_levels(void)
{
    int64_t sign = (int64_t)address >> 47;

    if (sign != 0 && sign != -1)
        fail(address_line->no, "the address is not canonical: bits 63 to 47"
             " differ; correct it");
    if (root & ~MASK)
        fail(root_line->no, "cr3 is not the address of a page; it has to"
             " end in 000");
    for (int k = 0; k < depth; k++) {
        const struct level *v = &levels[k];
        long index = address >> low_bit(k) & 511;
        bool last = k == depth - 1;

        if (v->index != index)
            fail(v->l->no, "bits %d:%d of the address are %ld, not %ld;"
                 " correct the index", low_bit(k) + 8, low_bit(k), index,
                 v->index);
        if (!(v->entry & 1) && !last)
            fail(v->l->no, "this entry is not present, so the walk ends;"
                 " remove the tables that follow");
        if (large(k) && !last)
            fail(v->l->no, "this entry is a large page (bit 7), so the"
                 " walk ends; remove the tables that follow");
    }
}

static void check_end(void)
{
    const struct level *v = &levels[depth - 1];
    uint64_t mask;

    if (!frame_line) {
        if (v->entry & 1)
            fail(v->l->no, "the last entry is present, but no frame"
                 " follows; add a line `frame %" PRIx64 ": …`",
                 v->entry & MASK);
        return;
    }
    if (!(v->entry & 1))
        fail(v->l->no, "the last entry is not present, yet a frame follows;"
             " set bit 0, or remove the frame");
    if (depth < 4 && !large(depth - 1))
        fail(frame_line->no, "after %d tables there is no frame yet; add"
             " the next table, or set bit 7 in %s", depth, v->name);
    mask = MASK & ~((UINT64_C(1) << low_bit(depth - 1)) - 1);
    if (frame != (v->entry & mask))
        fail(frame_line->no, "the entry %" PRIx64 " leads to %" PRIx64
             ", not to %" PRIx64 "; correct one of them", v->entry,
             v->entry & mask, frame);
}

/* The left edge of table k; the frame is table number `depth`. */
static double table_x(int k)
{
    return SIGN + k * (GAP + BOX) + GAP;
}

/* The address lies across the top, each slice above its table. */
static void draw_slice(double x, double w, int high, int low, char *value)
{
    struct place at = { x + w / 2, 0, MIDDLE, SOFT, address_line->no };

    draw_text(xprintf("`%d:%d`", high, low), SMALL, at);
    draw_rect(x, 18, w, 30, 0);
    at.look = 0;
    if (!draw_label(value, x, 18, w, 30, at))
        fail(address_line->no, "'%s' does not fit its slice; this is an"
             " error of the tool", value);
}

static void draw_address(void)
{
    int low = low_bit(depth - 1), slices = frame_line ? depth + 1 : depth;
    uint64_t offset = address & ((UINT64_C(1) << low) - 1);
    double x = SIGN + slices * (GAP + BOX);

    draw_text(xprintf("`%016" PRIx64 "`", address), NORMAL, (struct place){
              0, -26, LEFT, 0, address_line->no });
    draw_slice(0, SIGN, 63, 48, address >> 63 ? "ones" : "zeros");
    for (int k = 0; k < depth; k++)
        draw_slice(SIGN + k * (GAP + BOX), GAP + BOX, low_bit(k) + 8,
                   low_bit(k), xprintf("`%ld`", levels[k].index));
    if (frame_line)
        draw_slice(x - GAP - BOX, GAP + BOX, low - 1, 0,
                   xprintf("`%0*" PRIx64 "`", (low + 3) / 4, offset));
    else
        draw_slice(x, 592 - x - 4, low - 1, 0, "not reached");
}

/* Entries of high indices stand high, as addresses do in memory maps. */
static double entry_y(int k)
{
    return TOP + (TALL - cell - 14) * (511 - levels[k].index) / 511.0;
}

static struct block flags(int k)
{
    static const struct {
        int bit;
        const char *name;
    } names[] = {
        { 0, "P" }, { 1, "W" }, { 2, "U" }, { 5, "A" }, { 6, "D" },
        { 7, "PS" }, { 8, "G" }, { 63, "NX" },
    };
    char *s = "";
    size_t begin = 0;

    for (size_t m = 0; m < sizeof(names) / sizeof(names[0]); m++) {
        bool breaks = strlen(s) - begin > 8;

        if (!(levels[k].entry >> names[m].bit & 1)
            || (names[m].bit == 7 && !large(k)))
            continue;
        s = xprintf("%s%s%s", s, breaks ? "` / `" : *s ? " " : "",
                    names[m].name);
        if (breaks)
            begin = strlen(s);
    }
    return set_text(levels[k].entry & 1 ? xprintf("`%s`", s)
                    : "not present", SMALL, BOX - 6, levels[k].l->no);
}

static void draw_entry(int k)
{
    double x = table_x(k), y = entry_y(k);
    bool present = levels[k].entry & 1;
    struct place at = { x + BOX / 2, y + 2, MIDDLE, 0, levels[k].l->no };
    char *value = xprintf("%" PRIx64, levels[k].entry);
    struct block b = flags(k);

    if (strlen(value) > 11)
        value = xprintf("%.*s…%s", 2, value, value + strlen(value) - 7);
    if (!present)
        at.look = ACCENT;
    draw_rect(x, y, BOX, cell, at.look);
    draw_text(xprintf("`%s`", value), strlen(value) > 10 ? SMALL : NORMAL,
              at);
    at.y = y + 18.5;
    at.look = present ? SOFT : ACCENT;
    draw_block(&b, at);
}

static void draw_arrows(int k, double from_x, double from_y)
{
    double x = table_x(k), low = TOP + TALL - 5;
    double in = x - GAP + 17, out = x - GAP + 9;
    struct point base[4] = {
        { from_x, from_y }, { out, from_y }, { out, low }, { x, low }
    };
    double y = k < depth ? entry_y(k) + cell / 2 : TOP + TALL / 2;
    struct point index[3] = { { in, 48 }, { in, y }, { x, y } };

    draw_path(index, 3, HEAD | SOFT);
    draw_path(base, 4, HEAD);
}

static void draw_table(int k)
{
    double x = table_x(k);
    uint64_t at = k ? levels[k - 1].entry & MASK : root;
    struct place place = { x + BOX / 2, TOP - 22, MIDDLE, 0,
                           levels[k].l->no };

    draw_rect(x, TOP, BOX, TALL, 0);
    draw_entry(k);
    draw_text(levels[k].name, NORMAL, place);
    place.y = TOP + TALL + 3;
    place.look = SOFT;
    draw_text(xprintf("`%" PRIx64 "`", at), SMALL, place);
}

static void draw_frame(void)
{
    double x = table_x(depth), y = TOP + TALL / 2;
    struct place at = { x + BOX / 2, TOP - 22, MIDDLE, 0, frame_line->no };
    uint64_t offset = address & ((UINT64_C(1) << low_bit(depth - 1)) - 1);

    draw_rect(x, TOP, BOX, TALL, ACCENT);
    draw_line(x, y, x + BOX, y, HAIR);
    draw_text(depth == 4 ? "frame" : depth == 3 ? "2 MiB page"
              : "1 GiB page", NORMAL, at);
    at.y = TOP + TALL + 3;
    at.look = SOFT;
    draw_text(xprintf("`%" PRIx64 "`", frame), SMALL, at);
    at.look = ACCENT;
    at.y = y + 3;
    draw_text(xprintf("`%" PRIx64 "`", frame + offset), SMALL, at);
    at.look = 0;
    if (*frame_text && !draw_label(frame_text, x, TOP + 2, BOX,
                                   TALL / 2 - 4, at))
        fail(frame_line->no, "'%s' is too long for the frame's box; shorten"
             " it", frame_text);
}

void draw_walk(void)
{
    read_walk();
    check_levels();
    check_end();
    for (int k = 0; k < depth; k++)
        if (flags(k).n > 1)
            cell = 51;
    draw_address();
    draw_text("`cr3`", NORMAL, (struct place){ SIGN - 24, TOP + TALL - 14,
              RIGHT, 0, root_line->no });
    for (int k = 0; k < depth; k++) {
        draw_table(k);
        if (k)
            draw_arrows(k, table_x(k - 1) + BOX, entry_y(k - 1) + cell / 2);
        else
            draw_arrows(k, SIGN - 20, TOP + TALL - 5);
    }
    if (!frame_line)
        return;
    draw_frame();
    draw_arrows(depth, table_x(depth - 1) + BOX,
                entry_y(depth - 1) + cell / 2);
}
