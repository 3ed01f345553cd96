// buddy.h: frames in blocks of 1, 2, 4 … 1024. Knows nothing of the
// machine, is not locked, and is tested on the host.
#ifndef KERNEL_MM_BUDDY_H
#define KERNEL_MM_BUDDY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "kernel/lib/errno.h"

enum { PAGE_ORDER_MAX = 10 };   // blocks of 4 MiB

enum frame_state {
    FRAME_OTHER,                // not ours, or not the first of its block
    FRAME_FREE,                 // the first of a free block,
    FRAME_USED,                 // of a block in use
};

struct page {
    union {
        struct {                // while its block is free: the list's
            struct page *next, *prev;
        };
        void *owner;            // while it is used: the user's own
    };
    uint64_t caller;            // who allocated it, or put it last
    uint32_t refs;              // while it is used
    uint8_t state;              // enum frame_state
    uint8_t order;              // of its block, if it is the first
};

struct buddy {
    struct page *pages;         // one for each frame, from frame 0 on
    size_t count;
    size_t all, free;           // frames given to us; those not in use
    uint64_t steps;             // blocks halved or joined so far
    struct page *lists[PAGE_ORDER_MAX + 1];
};

// An allocator that has nothing. `pages` are `count`, all zeros.
void buddy_init(struct buddy *buddy, struct page *pages, size_t count);

// Gives it the frames from `first` to before `end`; each only once.
void buddy_add(struct buddy *buddy, size_t first, size_t end);

// The first of 1 << order frames; its number is a multiple of that.
// Returns NULL if there is no such block.
MUST_CHECK struct page *buddy_alloc(struct buddy *buddy, unsigned order);

// Takes a block back. Returns -EINVAL, and does nothing, if the page is
// not the first of a block in use.
MUST_CHECK int buddy_free(struct buddy *buddy, struct page *page);

static inline bool buddy_has_lent(const struct page *page)
{
    return page->state == FRAME_USED;
}

#endif
