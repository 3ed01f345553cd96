// slab_pages.c: what slab.c asks of the kernel: pages, and a report.
#include <stdatomic.h>
#include "kernel/cpu/symbols.h"
#include "kernel/lib/format.h"
#include "kernel/lib/panic.h"
#include "kernel/mm/page.h"
#include "kernel/mm/slab.h"

static atomic_size_t used;

void *slab_get_pages(unsigned order)
{
    struct page *page = page_alloc(order);

    if (!page)
        return NULL;
    used += (size_t)1 << order;
    return page_to_ptr(page);
}

void slab_put_pages(void *block, unsigned order)
{
    used -= (size_t)1 << order;
    page_put(ptr_to_page(block));
}

size_t slab_pages_used(void)
{
    return used;
}

void *slab_find_block(const void *address, unsigned *order)
{
    uint64_t number = (uint64_t)address / PAGE_SIZE, back;
    struct page *page = ptr_to_page(address);

    if (!page)
        return NULL;
    for (unsigned i = 0; i <= PAGE_ORDER_MAX; i++) {
        back = number & (((uint64_t)1 << i) - 1);
        if (page[-(long)back].state == FRAME_USED
            && page[-(long)back].order >= i) {
            *order = page[-(long)back].order;
            return (void *)((number - back) * PAGE_SIZE);
        }
    }
    return NULL;
}

static void name(char *to, size_t size, const char *what, uint64_t by)
{
    uint64_t offset;
    const char *function = symbol_find(by - 1, &offset);

    to[0] = '\0';
    if (by)
        ksnprintf(to, size, "%s%s", what, function ? function : "nobody");
}

void slab_fail(const struct slab_fault *fault)
{
    char allocated[48], freed[48];

    name(allocated, sizeof(allocated), ", allocated by ",
         fault->allocated_by);
    name(freed, sizeof(freed), ", freed by ", fault->freed_by);
    panic("%s at byte %ld of %zu%s%s (object %p)", fault->what, fault->at,
          fault->size, allocated, freed, fault->object);
}
