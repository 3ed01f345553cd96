// vga.h: the VGA's text mode, an array of cells in the adapter's memory.
#ifndef KERNEL_DEV_VGA_H
#define KERNEL_DEV_VGA_H

#include "boot/boot_info.h"
#include "kernel/lib/errno.h"

// Clears the screen and adds it to the consoles. Returns 0, or -ENODEV if
// the display is not in text mode.
MUST_CHECK int vga_init(const struct boot_screen *screen);

#endif
