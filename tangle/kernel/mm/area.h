// area.h: kernel addresses with memory of their own, between pages that
// are not there. For stacks, and for what is to be watched.
#ifndef KERNEL_MM_AREA_H
#define KERNEL_MM_AREA_H

#include <stdbool.h>
#include <stddef.h>
#include "kernel/lib/errno.h"

// Called once, by heap_init(). There can be about `count` areas.
void area_init(size_t count);

// Writable pages for `size` bytes, of any content; before the first and
// behind the last is a page that is not mapped. NULL: there is no memory,
// or no record, left.
MUST_CHECK void *area_alloc(size_t size);

// Gives back the memory of an area that area_alloc returned, and the
// addresses as well; or the memory only, so that nobody ever gets these
// addresses again. Anything else is a panic.
void area_free(void *area);
void area_close(void *area);

// Is this an address of the ranges that areas are cut from?
bool area_covers(const void *address);

// The order of the smallest block of pages that holds the size. More than
// PAGE_ORDER_MAX: there is none.
unsigned area_order(size_t size);

#endif
