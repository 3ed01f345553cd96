// bump.h: an allocator that gives and never takes back. Knows nothing of
// the machine, is not locked, and is tested on the host.
#ifndef KERNEL_MM_BUMP_H
#define KERNEL_MM_BUMP_H

#include <stddef.h>
#include <stdint.h>
#include "kernel/lib/errno.h"

struct bump {
    uintptr_t next, end;        // what is left
};

// From now on it gives away this memory, from front to back.
void bump_init(struct bump *bump, void *memory, size_t size);

// `align` is a power of two. NULL: not enough is left, or size is 0.
MUST_CHECK void *bump_alloc(struct bump *bump, size_t size, size_t align);

#endif
