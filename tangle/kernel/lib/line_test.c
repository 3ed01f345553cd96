// line_test.c: tests of line.c, on a terminal of one line.
#include "kernel/lib/line.h"
#include "kernel/lib/scancode.h"
#include "kernel/lib/string.h"
#include "kernel/lib/test.h"

static struct {
    char cells[160];
    int column;
} terminal;

static void show(const char *text, size_t length)
{
    for (; length--; text++) {
        if (*text == '\b')
            terminal.column--;
        else if (*text != '\n')
            terminal.cells[terminal.column++] = *text;
    }
}

static struct line line;

static void type(const int *keys)
{
    memset(&terminal, 0, sizeof(terminal));
    line_begin(&line, show);
    while (*keys)
        line_key(&line, *keys++);
    for (int i = sizeof(terminal.cells) - 1;
         i >= 0 && (!terminal.cells[i] || terminal.cells[i] == ' '); i--)
        terminal.cells[i] = '\0';           // no blanks at the end
}

#define CHECK_LINE(wanted, where, ...) do {                              \
        type((const int[]){ __VA_ARGS__, 0 });                           \
        CHECK_TEXT(line.text, wanted);                                   \
        CHECK_TEXT(terminal.cells, wanted);                              \
        CHECK_EQUAL(line.cursor, where);                                 \
        CHECK_EQUAL(terminal.column, where);                             \
    } while (0)

TEST(line_inserts_and_deletes)
{
    CHECK_LINE("abc", 3, 'a', 'b', 'c');
    CHECK_LINE("ab", 2, 'a', 'b', 'c', '\b');
    CHECK_LINE("", 0, 'a', '\b', '\b', KEY_DELETE);
    CHECK_LINE("abc", 2, 'a', 'c', KEY_LEFT, 'b');
    CHECK_LINE("bc", 0, 'a', 'b', 'c', KEY_HOME, KEY_DELETE);
    CHECK_LINE("abcd", 4, 'b', 'c', KEY_HOME, 'a', KEY_END, 'd');
    CHECK_LINE("ab", 2, 'a', 'b', KEY_RIGHT, KEY_RIGHT, 27);
}

TEST(line_deletes_more_at_once)
{
    CHECK_LINE("c", 0, 'a', 'b', 'c', KEY_LEFT, 'U' & 31);
    CHECK_LINE("a", 1, 'a', 'b', 'c', 'A' & 31, KEY_RIGHT, 'K' & 31);
    CHECK_LINE("ab x", 4, 'a', 'b', ' ', 'c', 'd', ' ', 'W' & 31, 'x');
}

TEST(line_ends)
{
    line_begin(&line, show);
    CHECK(!line_key(&line, 'x'));
    CHECK(line_key(&line, '\n'));
    CHECK_TEXT(line.text, "x");
    CHECK(line_key(&line, 'C' & 31));
    CHECK_TEXT(line.text, "");
}

TEST(line_is_never_too_long)
{
    memset(&terminal, 0, sizeof(terminal));
    line_begin(&line, show);
    for (int i = 0; i < 150; i++)
        line_key(&line, 'x');
    CHECK_EQUAL(line.length, 127);
    CHECK_EQUAL(line.text[127], '\0');
}
