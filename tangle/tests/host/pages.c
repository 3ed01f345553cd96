// pages.c: what slab.c finds below itself on the host: 64 MiB in buddies.
#include <stdlib.h>
#include "kernel/cpu/layout.h"
#include "kernel/lib/panic.h"
#include "kernel/mm/buddy.h"
#include "kernel/mm/slab.h"

enum { PAGES = 1 << 14 };

static struct page pages[PAGES];
static struct buddy buddy;
static char *memory;

void *slab_get_pages(unsigned order)
{
    struct page *page;

    if (!memory) {
        memory = aligned_alloc(4 << 20, (size_t)PAGES * PAGE_SIZE);
        buddy_init(&buddy, pages, PAGES);
        buddy_add(&buddy, 0, PAGES);
    }
    page = buddy_alloc(&buddy, order);
    return page ? memory + (page - pages) * PAGE_SIZE : NULL;
}

void slab_put_pages(void *block, unsigned order)
{
    struct page *page = pages + ((char *)block - memory) / PAGE_SIZE;

    if (page->order != order || buddy_free(&buddy, page) < 0)
        panic("no block of order %u at %p", order, block);
}

size_t slab_pages_used(void)
{
    return buddy.all - buddy.free;
}

void *slab_find_block(const void *address, unsigned *order)
{
    size_t number = ((uintptr_t)address - (uintptr_t)memory) / PAGE_SIZE;

    for (unsigned i = 0; number < PAGES && i <= PAGE_ORDER_MAX; i++) {
        size_t first = number >> i << i;

        if (pages[first].state == FRAME_USED && pages[first].order >= i) {
            *order = pages[first].order;
            return memory + first * PAGE_SIZE;
        }
    }
    return NULL;
}

void slab_fail(const struct slab_fault *fault)
{
    panic("%s at byte %ld of %zu", fault->what, fault->at, fault->size);
}
