// canvas.h: memory that a display shows, pixel by pixel. It is written and
// never read.
#ifndef KERNEL_DEV_CANVAS_H
#define KERNEL_DEV_CANVAS_H

#include <stdint.h>
#include "boot/boot_info.h"

struct canvas {
    volatile unsigned char *pixels;
    uint32_t pitch;                     // bytes from line to line
    uint32_t width, height;             // in pixels
    unsigned bytes;                     // of a pixel: 2, 3 or 4
    struct color_field red, green, blue;
    unsigned zoom;                      // a dot has zoom x zoom pixels
};

// Takes the canvas's shape from what the loader said of the screen. Returns
// NULL, or what is wrong; then nothing may be drawn.
const char *canvas_init(struct canvas *canvas,
                        const struct boot_screen *screen, void *pixels);

// Makes all of it black.
void canvas_clear(const struct canvas *canvas);

// What a pixel of the color 0xrrggbb looks like in memory.
uint32_t canvas_color(const struct canvas *canvas, uint32_t rgb);

// Every pattern of four dots in two colors, ready to be stored.
enum { ZOOM_MAX = 4 };
struct ink {
    uint32_t words[16][4 * ZOOM_MAX];
};

void canvas_mix(const struct canvas *canvas, struct ink *ink,
                uint32_t text, uint32_t ground);

// Draws lines of eight dots each, one below the other, from this line of
// dots on, as part of the character in this column. The caller sees to it
// that they are on the canvas.
void canvas_draw(const struct canvas *canvas, const struct ink *ink,
                 unsigned column, unsigned line, const uint8_t *dots,
                 unsigned count);

#endif
