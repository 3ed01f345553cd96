// screen.h: text on a canvas, in cells, as a console.
#ifndef KERNEL_DEV_SCREEN_H
#define KERNEL_DEV_SCREEN_H

#include "kernel/dev/canvas.h"
#include "kernel/dev/font.h"
#include "kernel/lib/console.h"

enum { COLUMNS_MAX = 200, ROWS_MAX = 80 };

// A cell: the character, and above it the style.
typedef uint16_t cell;

struct screen {
    struct console console;     // first, so that the console is the screen
    struct canvas canvas;
    struct font font;
    struct ink inks[3];         // one a style
    unsigned columns, rows;
    unsigned column, row;       // where the next character goes
    enum console_style style;
    cell wanted[ROWS_MAX][COLUMNS_MAX]; // a ring of rows,
    unsigned top;                       // the uppermost of which is this
    cell shown[ROWS_MAX][COLUMNS_MAX];  // what the canvas has, row by row
    unsigned stale_from, stale_to;      // rows in which these may differ
    unsigned long drawn;                // cells, so far
};

// Clears the canvas. What is printed appears there once the caller has
// added the screen's console.
void screen_init(struct screen *screen, const struct canvas *canvas,
                 const struct font *font);

#endif
