// early.h: frames for those who need them before there is an allocator.
// What they get is never given back.
#ifndef KERNEL_MM_EARLY_H
#define KERNEL_MM_EARLY_H

#include <stddef.h>
#include "kernel/mm/memory_map.h"

// From now on early_alloc() takes from the map's free ranges, as far as
// they lie below `limit`, which must be in the direct map. May be called
// again, with another limit.
void early_open(struct memory_map *map, paddr_t limit);

// Frames side by side, filled with zeros. Returns 0 if there are none.
// For the first processor, before anything runs beside it.
MUST_CHECK paddr_t early_alloc(size_t pages);

// From now on early_alloc() returns 0: page_alloc() takes over.
void early_close(void);

#endif
