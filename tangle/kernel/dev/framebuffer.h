// framebuffer.h: the screen of pixels that the loader left us, a console.
#ifndef KERNEL_DEV_FRAMEBUFFER_H
#define KERNEL_DEV_FRAMEBUFFER_H

#include "boot/boot_info.h"
#include "kernel/lib/errno.h"

// Clears the screen and adds it to the consoles. Returns 0, -ENODEV if the
// display does not show pixels, or -EINVAL if they are such as we cannot
// draw.
MUST_CHECK int framebuffer_init(const struct boot_screen *screen);

// Why the last framebuffer_init has failed, in words.
const char *framebuffer_problem(void);

#endif
