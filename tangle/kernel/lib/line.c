// line.c: a line editor in one dimension.
#include "kernel/lib/line.h"
#include "kernel/lib/scancode.h"
#include "kernel/lib/string.h"

static void step_back(struct line *line, int cells)
{
    while (cells-- > 0)
        line->echo("\b", 1);
}

// From the cursor on, with `cleared` blanks behind it.
static void show_rest(struct line *line, int cleared)
{
    int rest = line->length - line->cursor;

    line->echo(line->text + line->cursor, (size_t)rest);
    for (int i = 0; i < cleared; i++)
        line->echo(" ", 1);
    step_back(line, rest + cleared);
}

static void move_to(struct line *line, int cursor)
{
    if (cursor < 0 || cursor > line->length)
        return;
    if (cursor > line->cursor)
        line->echo(line->text + line->cursor,
                   (size_t)(cursor - line->cursor));
    else
        step_back(line, line->cursor - cursor);
    line->cursor = cursor;
}

static void insert(struct line *line, char c)
{
    char *at = line->text + line->cursor;

    if (line->length == (int)sizeof(line->text) - 1)
        return;
    memmove(at + 1, at, (size_t)(line->length - line->cursor + 1));
    *at = c;
    line->length++;
    line->cursor++;
    line->echo(at, 1);
    show_rest(line, 0);
}

// Deletes what is between `to` and the cursor, on either side of it.
static void delete_to(struct line *line, int to)
{
    int from = line->cursor < to ? line->cursor : to;
    int end = line->cursor < to ? to : line->cursor;

    if (from < 0 || end > line->length)
        return;
    move_to(line, from);
    memmove(line->text + from, line->text + end,
            (size_t)(line->length - end + 1));
    line->length -= end - from;
    show_rest(line, end - from);
}

static int word_start(const struct line *line)
{
    int at = line->cursor;

    while (at > 0 && line->text[at - 1] == ' ')
        at--;
    while (at > 0 && line->text[at - 1] != ' ')
        at--;
    return at;
}

#define CONTROL(letter) ((letter) & 0x1f)

static void edit(struct line *line, int key)
{
    switch (key) {
    case KEY_LEFT: case CONTROL('B'):
        move_to(line, line->cursor - 1); break;
    case KEY_RIGHT: case CONTROL('F'):
        move_to(line, line->cursor + 1); break;
    case KEY_HOME: case CONTROL('A'): move_to(line, 0); break;
    case KEY_END: case CONTROL('E'): move_to(line, line->length); break;
    case '\b': delete_to(line, line->cursor - 1); break;
    case KEY_DELETE: case CONTROL('D'):
        delete_to(line, line->cursor + 1); break;
    case CONTROL('U'): delete_to(line, 0); break;
    case CONTROL('K'): delete_to(line, line->length); break;
    case CONTROL('W'): delete_to(line, word_start(line)); break;
    default:
        if (key >= ' ' && key < 0x7f)
            insert(line, (char)key);
    }
}

bool line_key(struct line *line, int key)
{
    if (key == '\n') {
        move_to(line, line->length);
        line->echo("\n", 1);
        return true;
    }
    if (key == CONTROL('C')) {
        line->echo("^C\n", 3);
        line->text[0] = '\0';
        line->length = line->cursor = 0;
        return true;
    }
    edit(line, key);
    return false;
}

void line_begin(struct line *line,
                void (*echo)(const char *text, size_t length))
{
    memset(line, 0, sizeof(*line));
    line->echo = echo;
}
