// page.h: the machine's frames and who has them. Any context.
#ifndef KERNEL_MM_PAGE_H
#define KERNEL_MM_PAGE_H

#include "kernel/cpu/layout.h"
#include "kernel/mm/buddy.h"
#include "kernel/mm/memory_map.h"

// Hands what is free in the map over to the allocator below, and closes
// early_alloc(). All free memory must be in the direct map.
void page_init(struct memory_map *map);

// 1 << order frames side by side, of any content, with one reference.
// Returns NULL if there are none, or never are: order > PAGE_ORDER_MAX.
MUST_CHECK struct page *page_alloc(unsigned order);

// One reference more; one less. With the last one the block is free. The
// page must be one that page_alloc() returned and somebody still has; if
// not, that is a panic which names the caller and the one before.
void page_get(struct page *page);
void page_put(struct page *page);

// paddr_to_page and ptr_to_page return NULL for what is not memory that
// page_init() knew of. Pointers are those of the direct map, not those of
// the kernel's own variables.
paddr_t page_to_paddr(const struct page *page);
void *page_to_ptr(const struct page *page);
struct page *paddr_to_page(paddr_t address);
struct page *ptr_to_page(const void *pointer);

// Frames that are free, and all that page_alloc() ever had: the difference
// is what somebody has, or has lost.
size_t page_count_free(void);
size_t page_count_all(void);

#endif
