// guard.c: which pages are guards, and of what.
#include <stddef.h>
#include "kernel/cpu/guard.h"
#include "kernel/cpu/layout.h"
#include "kernel/lib/panic.h"

enum { GUARDS_MAX = 16 };

static struct guard {
    uint64_t page;
    const char *what;
} guards[GUARDS_MAX];

static int guard_count;
static void (*unmap_page)(uint64_t page);

void guard_page(const void *page, const char *what)
{
    if (guard_count == GUARDS_MAX)
        panic("more than %d guard pages", GUARDS_MAX);
    guards[guard_count++] = (struct guard){ (uint64_t)page, what };
    if (unmap_page)
        unmap_page((uint64_t)page);
}

void guard_enforce(void (*unmap)(uint64_t page))
{
    unmap_page = unmap;
    for (int i = 0; i < guard_count; i++)
        unmap(guards[i].page);
}

const char *guard_find(uint64_t address)
{
    for (int i = 0; i < guard_count; i++)
        if (address - guards[i].page < PAGE_SIZE)
            return guards[i].what;
    return NULL;
}
