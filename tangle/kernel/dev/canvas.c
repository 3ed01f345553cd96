// canvas.c: dots in the memory of a display.
#include <stddef.h>
#include "kernel/dev/canvas.h"
#include "kernel/lib/string.h"

static uint32_t place(struct color_field field, uint32_t value)
{
    if (field.bits < 8)
        return value >> (8 - field.bits) << field.at;
    return value << (field.bits - 8) << field.at;
}

uint32_t canvas_color(const struct canvas *canvas, uint32_t rgb)
{
    return place(canvas->red, rgb >> 16 & 255)
         | place(canvas->green, rgb >> 8 & 255)
         | place(canvas->blue, rgb & 255);
}

static bool outside(struct color_field field, unsigned bits)
{
    return field.bits == 0 || field.bits > 16
        || field.at + field.bits > bits;
}

static uint64_t mask(struct color_field field)
{
    return ((1ull << field.bits) - 1) << field.at;
}

static const char *wrong_colors(const struct boot_screen *s)
{
    if (!s->direct)
        return "colors from a palette";
    if (s->bits < 9 || s->bits > 32)
        return "pixels of a strange size";
    if (outside(s->red, s->bits) || outside(s->green, s->bits)
            || outside(s->blue, s->bits))
        return "colors outside the pixel";
    if ((mask(s->red) & mask(s->green)) || (mask(s->red) & mask(s->blue))
            || (mask(s->green) & mask(s->blue)))
        return "colors that overlap";
    return NULL;
}

const char *canvas_init(struct canvas *canvas,
                        const struct boot_screen *s, void *pixels)
{
    const char *wrong = wrong_colors(s);
    unsigned bytes = (s->bits + 7) / 8;

    if (wrong)
        return wrong;
    if (s->width < 64 || s->height < 64
            || s->width > 32768 || s->height > 32768)
        return "a strange size";
    if (s->pitch < s->width * bytes)
        return "lines that overlap";
    *canvas = (struct canvas){
        pixels, s->pitch, s->width, s->height, bytes,
        s->red, s->green, s->blue, .zoom = 1,
    };
    return NULL;
}

// Four bytes, wherever they begin.
typedef uint32_t word __attribute__((aligned(1), may_alias));

void canvas_clear(const struct canvas *canvas)
{
    uint32_t length = canvas->width * canvas->bytes, at;

    for (uint32_t y = 0; y < canvas->height; y++) {
        volatile unsigned char *line =
            canvas->pixels + (size_t)y * canvas->pitch;

        for (at = 0; at + 4 <= length; at += 4)
            *(volatile word *)(line + at) = 0;
        for (; at < length; at++)
            line[at] = 0;
    }
}

void canvas_mix(const struct canvas *canvas, struct ink *ink,
                uint32_t text, uint32_t ground)
{
    uint32_t colors[2] = {
        canvas_color(canvas, ground), canvas_color(canvas, text),
    };

    for (unsigned pattern = 0; pattern < 16; pattern++) {
        unsigned char *to = (unsigned char *)ink->words[pattern];

        for (int dot = 3; dot >= 0; dot--)
            for (unsigned z = 0; z < canvas->zoom; z++) {
                memcpy(to, &colors[pattern >> dot & 1], canvas->bytes);
                to += canvas->bytes;
            }
    }
}

static void draw_line(const struct ink *ink, volatile word *to,
                      unsigned words, uint8_t dots)
{
    const uint32_t *left = ink->words[dots >> 4];
    const uint32_t *right = ink->words[dots & 15];

    for (unsigned i = 0; i < words; i++)
        *to++ = left[i];
    for (unsigned i = 0; i < words; i++)
        *to++ = right[i];
}

void canvas_draw(const struct canvas *canvas, const struct ink *ink,
                 unsigned column, unsigned line, const uint8_t *dots,
                 unsigned count)
{
    unsigned words = canvas->bytes * canvas->zoom;  // for four dots
    volatile unsigned char *to = canvas->pixels
        + (size_t)line * canvas->zoom * canvas->pitch
        + (size_t)column * words * 8;

    for (; count--; dots++)
        for (unsigned z = 0; z < canvas->zoom; z++) {
            draw_line(ink, (volatile word *)to, words, *dots);
            to += canvas->pitch;
        }
}
