// bump.c: allocation by moving a pointer.
#include "kernel/mm/bump.h"

void bump_init(struct bump *bump, void *memory, size_t size)
{
    bump->next = (uintptr_t)memory;
    bump->end = bump->next + size;
}

void *bump_alloc(struct bump *bump, size_t size, size_t align)
{
    uintptr_t at = (bump->next + align - 1) & -align;

    if (size == 0 || at < bump->next || at > bump->end
        || size > bump->end - at)
        return NULL;
    bump->next = at + size;
    return (void *)at;
}
