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
    uint8_t bits;               // of a pixel
    bool direct;                // a pixel holds its color, in these places:
    struct color_field { uint8_t at, bits; } red, green, blue;
};

// A piece of physical memory, as the firmware describes it. It may overlap
// others, be empty, or be nonsense.
struct boot_range {
    paddr_t start;
    uint64_t length;
    uint32_t kind;              // 1: free to use; others in memory_map.c
};

// A file that the loader brought along, where it lies.
struct boot_module {
    paddr_t start, end;
};

enum { BOOT_RANGES_MAX = 128, BOOT_MODULES_MAX = 16 };

// Strings are cut, never unterminated; what the loader did not tell is
// empty, false or zero.
struct boot_info {
    char loader[64];            // its name and version
    char command_line[256];     // what stood after the kernel's file name
    bool uefi;                  // started under UEFI, not a BIOS
    struct boot_screen screen;
    struct boot_range ranges[BOOT_RANGES_MAX];      // in no order
    struct boot_module modules[BOOT_MODULES_MAX];
    int range_count, module_count;
    int lost;                   // ranges and modules we had no room for
};

// Copies what the Multiboot2 loader left at `from`, so that its memory may
// be reused. Returns 0, or -EINVAL if the list of tags is damaged; what
// was read up to there is kept.
MUST_CHECK int boot_info_read(struct boot_info *boot, const void *from);

#endif
