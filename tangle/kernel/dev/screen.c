// screen.c: a console that knows what it shows, and draws what changed.
#include "kernel/dev/screen.h"
#include "kernel/lib/string.h"

enum { CURSOR = 0x8000 };       // a bit of the cells that are shown

static cell *wanted_row(struct screen *s, unsigned row)
{
    return s->wanted[(s->top + row) % s->rows];
}

static void mark(struct screen *s, unsigned from, unsigned to)
{
    if (from < s->stale_from)
        s->stale_from = from;
    if (to > s->stale_to)
        s->stale_to = to;
}

static void draw(struct screen *s, unsigned column, unsigned row, cell c)
{
    static const uint8_t cursor[] = { 0xff, 0xff };
    const struct ink *ink = &s->inks[c >> 8 & 3];
    unsigned height = s->font.height;

    canvas_draw(&s->canvas, ink, column, row * height,
                font_character(&s->font, c & 0xff), height);
    if (c & CURSOR)
        canvas_draw(&s->canvas, ink, column, (row + 1) * height - 2,
                    cursor, 2);
    s->drawn++;
}

static void refresh_row(struct screen *s, unsigned row)
{
    const cell *wanted = wanted_row(s, row);
    cell *shown = s->shown[row];

    for (unsigned column = 0; column < s->columns; column++) {
        cell c = wanted[column];

        if (row == s->row && column == s->column)
            c |= CURSOR;
        if (c == shown[column])
            continue;
        draw(s, column, row, c);
        shown[column] = c;
    }
}

static void refresh(struct screen *s)
{
    for (unsigned row = s->stale_from; row < s->stale_to; row++)
        refresh_row(s, row);
    s->stale_from = s->rows;
    s->stale_to = 0;
}

static void blank_row(struct screen *s, unsigned row)
{
    cell *wanted = wanted_row(s, row);

    for (unsigned column = 0; column < s->columns; column++)
        wanted[column] = STYLE_NORMAL << 8 | ' ';
}

static void new_line(struct screen *s)
{
    s->column = 0;
    if (s->row + 1 < s->rows) {
        s->row++;
        mark(s, s->row, s->row + 1);
        return;
    }
    s->top = (s->top + 1) % s->rows;
    blank_row(s, s->row);
    mark(s, 0, s->rows);
}

static void step_back(struct screen *s)
{
    if (s->column > 0) {
        s->column--;
    } else if (s->row > 0) {
        s->row--;
        s->column = s->columns - 1;
    }
    mark(s, s->row, s->row + 1);
}

static void show(struct screen *s, char c)
{
    if (c == '\n') {
        new_line(s);
    } else if (c == '\b') {
        step_back(s);
    } else {
        if (s->column == s->columns)
            new_line(s);
        wanted_row(s, s->row)[s->column++] = s->style << 8 | (uint8_t)c;
    }
}

static void screen_write(struct console *console, const char *text,
                         size_t length)
{
    struct screen *s = (struct screen *)console;

    mark(s, s->row, s->row + 1);
    while (length--)
        show(s, *text++);
    refresh(s);
}

static void screen_set_style(struct console *console,
                             enum console_style style)
{
    ((struct screen *)console)->style = style;
}

static void fit(struct screen *s)
{
    struct canvas *canvas = &s->canvas;

    for (canvas->zoom = 1; ; canvas->zoom++) {
        s->columns = canvas->width / (8 * canvas->zoom);
        s->rows = canvas->height / (s->font.height * canvas->zoom);
        if (s->columns <= COLUMNS_MAX && s->rows <= ROWS_MAX)
            return;
        if (canvas->zoom == ZOOM_MAX
            || canvas->height < s->font.height * (canvas->zoom + 1))
            break;
    }
    if (s->columns > COLUMNS_MAX)
        s->columns = COLUMNS_MAX;
    if (s->rows > ROWS_MAX)
        s->rows = ROWS_MAX;
}

static const struct { uint32_t text, ground; } colors[] = {
    [STYLE_NORMAL] = { 0xc8c8c8, 0x000000 },    // as canvas_clear has it
    [STYLE_BRIGHT] = { 0xffffff, 0x000000 },
    [STYLE_ALARM] = { 0xffffff, 0xb01030 },
};

void screen_init(struct screen *s, const struct canvas *canvas,
                 const struct font *font)
{
    memset(s, 0, sizeof(*s));
    s->console = (struct console){
        .name = "screen", .write = screen_write,
        .set_style = screen_set_style,
    };
    s->canvas = *canvas;
    s->font = *font;
    fit(s);
    for (int i = 0; i < 3; i++)
        canvas_mix(&s->canvas, &s->inks[i], colors[i].text,
                   colors[i].ground);
    for (unsigned row = 0; row < s->rows; row++)
        blank_row(s, row);
    memcpy(s->shown, s->wanted, sizeof(s->shown));
    canvas_clear(&s->canvas);
    mark(s, 0, 1);
    refresh(s);
}
