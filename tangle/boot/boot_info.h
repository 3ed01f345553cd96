// boot_info.h: what the loader told us, in words of our own, so that only
// boot_info.c knows the Multiboot2 format.
#ifndef BOOT_BOOT_INFO_H
#define BOOT_BOOT_INFO_H

#include <stdbool.h>
#include "kernel/lib/errno.h"
#include "kernel/cpu/layout.h"

enum boot_screen_kind { SCREEN_NONE, SCREEN_TEXT, SCREEN_PIXELS };

// What the display shows, and where its memory is.
struct boot_screen {
    enum boot_screen_kind kind;
    paddr_t address;
    uint32_t pitch;             // bytes from one line to the next
    uint32_t width, height;     // in characters or in pixels
};

// Strings are cut, never unterminated; what the loader did not tell is
// empty, false or zero.
struct boot_info {
    char loader[64];            // its name and version
    char command_line[256];     // what stood after the kernel's file name
    bool uefi;                  // started under UEFI, not a BIOS
    struct boot_screen screen;
};

// Copies what the Multiboot2 loader left at `from`, so that its memory may
// be reused. Returns 0, or -EINVAL if the list of tags is damaged; what
// was read up to there is kept.
MUST_CHECK int boot_info_read(struct boot_info *boot, const void *from);

#endif
