// early.c: frames for those who need them before there is an allocator.
#include "kernel/lib/string.h"
#include "kernel/mm/early.h"

static struct memory_map *from;
static paddr_t below;

void early_open(struct memory_map *map, paddr_t limit)
{
    from = map;
    below = limit;
}

paddr_t early_alloc(size_t pages)
{
    size_t size = pages * PAGE_SIZE;
    paddr_t address = from ? memory_map_take(from, size, below) : 0;

    if (address)
        memset(paddr_to_ptr(address), 0, size);
    return address;
}

void early_close(void)
{
    from = NULL;
}
