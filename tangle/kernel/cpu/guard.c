// guard.c: takes pages of the kernel out of the boot page tables.
// SDM 3A §4.5.
#include <stddef.h>
#include "kernel/cpu/cpu.h"
#include "kernel/cpu/guard.h"
#include "kernel/cpu/layout.h"
#include "kernel/lib/panic.h"

enum { PAGE = 4096, LARGE = 1 << 7, GUARDS_MAX = 16, TABLES_MAX = 2 };

static struct guard {
    uint64_t page;
    const char *what;
} guards[GUARDS_MAX];

static int guard_count;

static uint64_t *table_at(uint64_t entry)
{
    return paddr_to_ptr(entry & 0x000ffffffffff000);
}

// The entry for 2 MiB around the address, in the table of level 2.
static uint64_t *large_entry(uint64_t address)
{
    uint64_t *level4 = table_at(cpu_read_cr3());
    uint64_t *level3 = table_at(level4[address >> 39 & 511]);
    uint64_t *level2 = table_at(level3[address >> 30 & 511]);

    return &level2[address >> 21 & 511];
}

static uint64_t tables[TABLES_MAX][512] __attribute__((aligned(PAGE)));

static void take_apart(uint64_t *large)
{
    static int used;
    uint64_t *table = tables[used++];

    if (used > TABLES_MAX)
        panic("more than %d tables for guard pages", TABLES_MAX);
    for (uint64_t i = 0; i < 512; i++)
        table[i] = (*large & ~(uint64_t)LARGE) + i * PAGE;
    *large = ((uint64_t)table - KERNEL_BASE) | (*large & 0x7);
}

void guard_page(const void *page, const char *what)
{
    uint64_t address = (uint64_t)page;
    uint64_t *large = large_entry(address);

    if (guard_count == GUARDS_MAX)
        panic("more than %d guard pages", GUARDS_MAX);
    guards[guard_count++] = (struct guard){ address, what };
    if (*large & LARGE)
        take_apart(large);
    table_at(*large)[address / PAGE % 512] = 0;
    cpu_write_cr3(cpu_read_cr3());          // forget old translations
}

const char *guard_find(uint64_t address)
{
    for (int i = 0; i < guard_count; i++)
        if (address - guards[i].page < PAGE)
            return guards[i].what;
    return NULL;
}
