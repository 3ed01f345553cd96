// memory_map.h: which physical addresses are memory, and whose. Knows
// nothing of the machine, and is tested on the host.
#ifndef KERNEL_MM_MEMORY_MAP_H
#define KERNEL_MM_MEMORY_MAP_H

#include <stdbool.h>
#include <stdint.h>
#include "boot/boot_info.h"
#include "kernel/cpu/layout.h"
#include "kernel/lib/errno.h"

// Where several claims meet, the kind that comes later here wins.
enum memory_kind {
    MEMORY_HOLE,                // nobody claims it
    MEMORY_FREE,
    MEMORY_EARLY,               // given out by early_alloc()
    MEMORY_MODULE,              // a file that the loader brought
    MEMORY_KERNEL,
    MEMORY_ACPI,                // tables; free once they have been read
    MEMORY_NVS,                 // the firmware's, needed for sleeping
    MEMORY_RESERVED,
    MEMORY_BAD,
};

// `end` is the first address behind it.
struct memory_range {
    paddr_t start, end;
    enum memory_kind kind;
};

enum { MEMORY_CLAIMS_MAX = 192 };

// What was claimed, in any order, overlapping or not. All zeros: nothing.
struct memory_map {
    struct memory_range claims[MEMORY_CLAIMS_MAX];
    int count;
};

// We look at no address from here on: the direct map has room for 64 TiB.
#define MEMORY_END DIRECT_MAP_SIZE

// Adds a claim. A page is free only if all of it is; any other kind takes
// every page that it touches. Returns 0; 1 if there was another claim to
// a part of it; -EINVAL if no page is in it; -ENOSPC if the map is full.
MUST_CHECK int memory_map_add(struct memory_map *map, paddr_t start,
                              paddr_t end, enum memory_kind kind);

// Claims what the loader told, and says what is odd about that.
void memory_map_read(struct memory_map *map, const struct boot_info *boot);

// What becomes of the claims: ranges of whole pages in ascending order
// that do not overlap, neighbors differing in kind, no holes. Begin with
// a range of zeros; sets it to the next one, or returns false.
bool memory_map_next(const struct memory_map *map,
                     struct memory_range *range);

// Claims the lowest free `size` bytes, side by side and below `limit`, as
// MEMORY_EARLY. Returns where they begin, or 0 if there are none.
MUST_CHECK paddr_t memory_map_take(struct memory_map *map, uint64_t size,
                                   paddr_t limit);

// How many bytes of a kind there are; where the last range of it ends.
uint64_t memory_map_size(const struct memory_map *map,
                         enum memory_kind kind);
paddr_t memory_map_top(const struct memory_map *map, enum memory_kind kind);

// Is there memory behind such addresses, whosever it is?
bool memory_is_ram(enum memory_kind kind);

// The ranges, one a line.
void memory_map_print(const struct memory_map *map);

// Claims what a screen's pixels are said to be in, free or not. Returns
// what memory_map_add() does, and -EINVAL if the kernel is there.
MUST_CHECK int memory_map_add_screen(struct memory_map *map,
                                     const struct boot_screen *screen);

#endif
