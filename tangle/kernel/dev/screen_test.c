// screen_test.c: tests of screen.c, on ten columns and four rows in memory.
#include "kernel/dev/screen.h"
#include "kernel/lib/string.h"
#include "kernel/lib/test.h"

enum { COLUMNS = 10, ROWS = 4 };

static uint32_t pixels[2 * ROWS][8 * COLUMNS];
static struct screen screen;

// The dots of a character are its code, so that pixels can be read as text.
static void begin(void)
{
    static uint8_t dots[256][2];
    struct font font = { 256, 2, dots[0] };
    struct canvas canvas = {
        (void *)pixels, sizeof(pixels[0]), 8 * COLUMNS, 2 * ROWS, 4,
        { 16, 8 }, { 8, 8 }, { 0, 8 }, 1
    };

    for (int c = 0; c < 256; c++)
        dots[c][0] = dots[c][1] = c == ' ' ? 0 : (uint8_t)c;
    screen_init(&screen, &canvas, &font);
}

static void put(const char *text)
{
    size_t length = 0;

    while (text[length])
        length++;
    screen.console.write(&screen.console, text, length);
}

// A row of the screen, as it is seen; a cursor is all dots.
static const char *seen(int row)
{
    static char text[COLUMNS + 1];

    for (int column = 0; column < COLUMNS; column++) {
        uint32_t *at = &pixels[2 * row][8 * column];
        unsigned c = 0;

        for (int dot = 0; dot < 8; dot++)
            c = c << 1 | (at[dot] == 0xc8c8c8);
        text[column] = c == 0xff ? '_' : c ? (char)c : ' ';
    }
    return text;
}

TEST(screen_shows_text_and_a_cursor)
{
    begin();
    CHECK_TEXT(seen(0), "_         ");
    put("ab\nc");
    CHECK_TEXT(seen(0), "ab        ");
    CHECK_TEXT(seen(1), "c_        ");
    put("\b");
    CHECK_TEXT(seen(1), "_         ");
    put("\b");
    CHECK_TEXT(seen(0), "ab       _");
}

TEST(screen_breaks_long_lines_late)
{
    begin();
    put("0123456789");
    CHECK_TEXT(seen(0), "0123456789");
    CHECK_TEXT(seen(1), "          ");
    put("x");
    CHECK_TEXT(seen(1), "x_        ");
}

TEST(screen_scrolls)
{
    begin();
    put("one\ntwo\nthree\nfour\nfive\n");
    CHECK_TEXT(seen(0), "three     ");
    CHECK_TEXT(seen(1), "four      ");
    CHECK_TEXT(seen(2), "five      ");
    CHECK_TEXT(seen(3), "_         ");
}

TEST(screen_draws_only_what_changed)
{
    unsigned long before;

    begin();
    put("same 1\nsame 2\nsame 3\n");
    before = screen.drawn;
    put("same 4");                      // five letters and the cursor
    CHECK_EQUAL(screen.drawn - before, 6);
    before = screen.drawn;
    put("\n");                          // three digits, and the last row
    CHECK_EQUAL(screen.drawn - before, 3 + 6);
}
