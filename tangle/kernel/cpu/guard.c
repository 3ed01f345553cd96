// guard.c: takes pages out of the page tables that are in use.
#include <stddef.h>
#include "kernel/cpu/cpu.h"
#include "kernel/cpu/guard.h"
#include "kernel/cpu/paging.h"
#include "kernel/lib/panic.h"

enum { GUARDS_MAX = 16, TABLES_MAX = 2 };

static struct guard {
    uint64_t page;
    const char *what;
} guards[GUARDS_MAX];

static int guard_count;

static uint64_t tables[TABLES_MAX][PAGE_ENTRIES]
    __attribute__((aligned(PAGE_SIZE)));

// The walk ended at a page of 2 MiB. The small ones begin without marks.
static void take_apart(const struct walk *walk)
{
    const uint64_t ways = PAGE_PRESENT | PAGE_WRITABLE | PAGE_USER;
    const uint64_t not_theirs = PAGE_LARGE | PAGE_ACCESSED | PAGE_DIRTY;
    static int used;
    uint64_t *table = tables[used++], large = *walk->entry;

    if (used > TABLES_MAX)
        panic("more than %d tables for guard pages", TABLES_MAX);
    for (uint64_t i = 0; i < PAGE_ENTRIES; i++)
        table[i] = (large & ~not_theirs) + i * PAGE_SIZE;
    *walk->entry = ((uint64_t)table - KERNEL_BASE) | (large & ways);
}

void guard_page(const void *page, const char *what)
{
    uint64_t address = (uint64_t)page;
    struct walk walk;

    if (guard_count == GUARDS_MAX)
        panic("more than %d guard pages", GUARDS_MAX);
    guards[guard_count++] = (struct guard){ address, what };
    while (paging_walk(cpu_read_cr3(), address, &walk) && walk.level > 1)
        take_apart(&walk);
    *walk.entry = 0;
    cpu_write_cr3(cpu_read_cr3());          // forget old translations
}

const char *guard_find(uint64_t address)
{
    for (int i = 0; i < guard_count; i++)
        if (address - guards[i].page < PAGE_SIZE)
            return guards[i].what;
    return NULL;
}
