// paging.h: the page tables, read as the processor reads them. Changes
// nothing and allocates nothing. Tables are read through the direct map.
// SDM 3A §4.5.
#ifndef KERNEL_CPU_PAGING_H
#define KERNEL_CPU_PAGING_H

#include <stdbool.h>
#include <stddef.h>
#include "kernel/cpu/layout.h"

#define PAGE_BIT(n)        ((uint64_t)1 << (n))
#define PAGE_PRESENT       PAGE_BIT(0)  // if clear, no other bit counts
#define PAGE_WRITABLE      PAGE_BIT(1)
#define PAGE_USER          PAGE_BIT(2)  // programs may come here as well
#define PAGE_WRITE_THROUGH PAGE_BIT(3)  // caching; see also bit 7
#define PAGE_CACHE_DISABLE PAGE_BIT(4)
#define PAGE_ACCESSED      PAGE_BIT(5)  // set by the processor
#define PAGE_DIRTY         PAGE_BIT(6)  // the same; where the walk ends
#define PAGE_LARGE         PAGE_BIT(7)  // the walk ends at level 3 or 2
#define PAGE_GLOBAL        PAGE_BIT(8)
#define PAGE_NO_EXECUTE    PAGE_BIT(63) // reserved unless EFER.NXE is set
#define PAGE_ADDRESS       0x000ffffffffff000

enum { PAGE_LEVELS = 4, PAGE_ENTRIES = 512 };

// What one entry in a table of this level stands for, in bytes.
static inline uint64_t paging_size(int level)
{
    return (uint64_t)PAGE_SIZE << 9 * (level - 1);
}

// Which entry of a table of this level the address chooses, 0 to 511.
static inline unsigned paging_index(int level, uint64_t address)
{
    return address / paging_size(level) % PAGE_ENTRIES;
}

// That entry. Bits of `table` that belong to no address are ignored, so
// it may be an entry of the level above, or CR3.
static inline uint64_t *paging_entry(uint64_t table, int level,
                                     uint64_t address)
{
    uint64_t *entries = paddr_to_ptr(table & PAGE_ADDRESS);

    return &entries[paging_index(level, address)];
}

// The last entry that was read, at which level: 4 is the root's, 1 leads
// to a page of 4 KiB. For an address that is not canonical no entry is
// read; the level is 0 then, and the entry is NULL.
struct walk {
    int level;
    uint64_t *entry;
    uint64_t bits;              // of that entry, but PAGE_WRITABLE and
                                // PAGE_USER only if all levels have them,
                                // PAGE_NO_EXECUTE if one has
    paddr_t address;            // where the address leads, if it is mapped
    uint64_t size;              // of the page, or of the hole, around it
};

// May the processor be asked for it at all?
bool paging_is_canonical(uint64_t address);

// Translates the address. Returns whether it is mapped. Any context.
bool paging_walk(paddr_t root, uint64_t address, struct walk *walk);

// Pages of one size and with the same flags, but for the processor's marks;
// each follows on the one before in virtual and in physical addresses.
struct page_range {
    uint64_t start;
    uint64_t pages, size;       // how many, and of how many bytes each
    uint64_t bits;              // as in struct walk, of the first page
    paddr_t address;
    uint64_t used, written;     // how many are accessed, how many dirty
};

// Finds the first range that begins at `from` or later, or whose rest
// does. Returns false if there is none.
bool paging_next_range(paddr_t root, uint64_t from,
                       struct page_range *range);

// Prints the tables, a line for a range.
void paging_print(paddr_t root);

// Why an access to the address faulted: puts one line of text, without
// its end, into a buffer. `error` is the error code of the page fault.
void paging_explain(char *text, size_t size, paddr_t root,
                    uint64_t address, uint64_t error);

#endif
