// line.h: a line of text, edited as it is typed. Knows nothing of where
// the keys come from.
#ifndef KERNEL_LIB_LINE_H
#define KERNEL_LIB_LINE_H

#include <stdbool.h>
#include <stddef.h>

struct line {
    char text[128];             // ends with a zero
    int length, cursor;
    void (*echo)(const char *text, size_t length);  // shows what changes
};

// An empty line. What the user should see goes to echo; it uses '\b' to
// move to the left.
void line_begin(struct line *line,
                void (*echo)(const char *text, size_t length));

// Applies a key (scancode.h): a character, Backspace, Delete, the arrows,
// Home, End; ctrl-A, E, B, F, D, H as those; ctrl-U, K, W delete to the
// left, to the right, a word; ctrl-C gives up. Returns true when the line
// is done.
bool line_key(struct line *line, int key);

#endif
