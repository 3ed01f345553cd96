// font.h: a font of bitmaps, in the format PSF2 of Linux's consoles.
#ifndef KERNEL_DEV_FONT_H
#define KERNEL_DEV_FONT_H

#include <stddef.h>
#include <stdint.h>
#include "kernel/lib/errno.h"

struct font {
    uint32_t count, height;     // characters; lines of each, of eight dots
    const uint8_t *dots;        // belong to the file
};

// Reads the head of a font that is in memory and stays there. Returns 0, or
// -EINVAL if it is no PSF2 font, a damaged one, or not eight dots wide.
MUST_CHECK int font_read(struct font *font, const void *file, size_t size);

// A character's lines, the leftmost dot in bit 7. What the font has not is
// its character 0.
const uint8_t *font_character(const struct font *font, unsigned char c);

// Our own, which font.awk makes from font.txt.
extern const char font_start[], font_end[];

#endif
