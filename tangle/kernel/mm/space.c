// space.c: changes page tables. SDM 3A §4.5, §4.10.3.
#include "kernel/cpu/cpu.h"
#include "kernel/cpu/features.h"
#include "kernel/lib/string.h"
#include "kernel/mm/early.h"
#include "kernel/mm/page.h"
#include "kernel/mm/space.h"

#define CACHING (PAGE_WRITE_THROUGH | PAGE_CACHE_DISABLE)
#define ACCESS (PAGE_PRESENT | PAGE_WRITABLE | PAGE_USER | PAGE_GLOBAL | \
                PAGE_NO_EXECUTE | CACHING)

static uint64_t bits_for(unsigned access)
{
    uint64_t bits = PAGE_PRESENT;

    if (access & SPACE_WRITE)
        bits |= PAGE_WRITABLE;
    if (access & SPACE_USER)
        bits |= PAGE_USER;
    else if (features.global_pages)
        bits |= PAGE_GLOBAL;
    if (!(access & SPACE_EXECUTE) && features.no_execute)
        bits |= PAGE_NO_EXECUTE;
    if (access & SPACE_COMBINE && features.combining)
        bits |= PAGE_WRITE_THROUGH;         // see features.c
    else if (access & (SPACE_DEVICE | SPACE_COMBINE))
        bits |= CACHING;
    return bits;
}

static bool is_upper(uint64_t address)
{
    return address >> 63;
}

static bool is_sensible(uint64_t address, uint64_t size, unsigned access)
{
    uint64_t last = address + size - 1;

    if (size == 0 || (address | size) % PAGE_SIZE || last < address)
        return false;
    if (!paging_is_canonical(address) || !paging_is_canonical(last)
        || is_upper(address) != is_upper(last))
        return false;
    if (access & SPACE_USER)
        return !is_upper(address);
    return !(access & SPACE_WRITE) || !(access & SPACE_EXECUTE);
}

static paddr_t take_table(void)
{
    paddr_t table = early_alloc(1);
    struct page *page = table ? NULL : page_alloc(0);

    if (page) {
        table = page_to_paddr(page);
        memset(paddr_to_ptr(table), 0, PAGE_SIZE);
    }
    return table;
}

// What an entry says that leads to a table. What may be done is said at
// the end of the walk; here everything is allowed.
static uint64_t branch_to(paddr_t table, uint64_t address)
{
    return table | PAGE_PRESENT | PAGE_WRITABLE
        | (is_upper(address) ? 0 : PAGE_USER);
}

// The table has to be complete before the processor can find it.
static void set_entry(uint64_t *entry, uint64_t value)
{
    __atomic_store_n(entry, value, __ATOMIC_RELEASE);
}

// What is left to do of a change.
struct stretch {
    uint64_t at, size;
    paddr_t to;                 // when mapping
    uint64_t bits;              // for the entries; 0 unmaps
};

// This entry's share of it is done.
static void advance(struct stretch *stretch, int level)
{
    uint64_t step = paging_size(level) - stretch->at % paging_size(level);

    if (step > stretch->size)
        step = stretch->size;
    stretch->at += step;
    stretch->to += step;
    stretch->size -= step;
}

// Is there more to do in the same table?
static bool goes_on(const struct stretch *stretch, int level)
{
    return stretch->size && paging_index(level, stretch->at);
}

static bool is_table(uint64_t entry, int level)
{
    return level > 1 && entry && !(entry & PAGE_LARGE);
}

static bool fits_page(const struct stretch *stretch, int level)
{
    uint64_t size = paging_size(level);

    if (level == 4 || (level == 3 && !features.giant_pages))
        return false;
    return (stretch->at | stretch->to) % size == 0 && stretch->size >= size;
}

static int find_table(uint64_t *entry, int level, uint64_t address)
{
    paddr_t table;

    if (*entry)
        return is_table(*entry, level) ? 0 : -EEXIST;
    if (level == 4 && is_upper(address))
        return -EINVAL;                     // see kernel_space.c
    table = take_table();
    if (!table)
        return -ENOMEM;
    set_entry(entry, branch_to(table, address));
    return 0;
}

static int map_stretch(uint64_t table, int level, struct stretch *stretch)
{
    do {
        uint64_t *entry = paging_entry(table, level, stretch->at);
        int error = 0;

        if (!fits_page(stretch, level)) {
            error = find_table(entry, level, stretch->at);
            if (!error)
                error = map_stretch(*entry, level - 1, stretch);
        } else if (*entry) {
            error = -EEXIST;
        } else {
            set_entry(entry, stretch->to | stretch->bits
                      | (level > 1 ? PAGE_LARGE : 0));
            advance(stretch, level);
        }
        if (error)
            return error;
    } while (goes_on(stretch, level));
    return 0;
}

static void change_entry(uint64_t *entry, uint64_t bits)
{
    uint64_t old = *entry;
    uint64_t new;

    do {
        new = bits ? (old & ~ACCESS) | bits : 0;
    } while (!__atomic_compare_exchange_n(entry, &old, new, false,
                 __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE));
}

static void cut_if_empty(uint64_t *entry, int level, uint64_t address)
{
    paddr_t table = *entry & PAGE_ADDRESS;
    const uint64_t *entries = paddr_to_ptr(table);
    struct page *page = paddr_to_page(table);

    if (level == 4 && is_upper(address))
        return;                             // others have copies of it
    if (!page || !buddy_has_lent(page))
        return;                             // it came from early_alloc()
    for (int i = 0; i < PAGE_ENTRIES; i++)
        if (entries[i])
            return;
    set_entry(entry, 0);
    cpu_invalidate(address);                // also: the way to the table
    page_put(page);
}

static void change_stretch(uint64_t table, int level,
                           struct stretch *stretch)
{
    do {
        uint64_t *entry = paging_entry(table, level, stretch->at);
        uint64_t at = stretch->at;

        if (is_table(*entry, level)) {
            change_stretch(*entry, level - 1, stretch);
            if (!stretch->bits)
                cut_if_empty(entry, level, at);
        } else {
            if (*entry)
                change_entry(entry, stretch->bits);
            advance(stretch, level);
        }
    } while (goes_on(stretch, level));
}

static int split(uint64_t *entry, int level, uint64_t address)
{
    uint64_t page = *entry;
    paddr_t table = take_table();
    uint64_t *entries = paddr_to_ptr(table);

    if (!table)
        return -ENOMEM;
    if (level == 2)
        page &= ~PAGE_LARGE;
    for (unsigned i = 0; i < PAGE_ENTRIES; i++)
        entries[i] = page + i * paging_size(level - 1);
    set_entry(entry, branch_to(table, address));
    cpu_invalidate(address);
    return 0;
}

static int split_at(struct space *space, uint64_t address)
{
    struct walk walk;
    int error = 0;

    while (!error && paging_walk(space->root, address, &walk)
           && address % walk.size)
        error = split(walk.entry, walk.level, address);
    return error;
}

enum { FEW = 32 };              // pages; for more, forget everything

static void forget(uint64_t address, uint64_t size)
{
    if (size > FEW * PAGE_SIZE) {
        cpu_invalidate_all();
        return;
    }
    for (uint64_t at = 0; at < size; at += PAGE_SIZE)
        cpu_invalidate(address + at);
}

static void change_all(struct space *space, uint64_t address,
                       uint64_t size, uint64_t bits)
{
    struct stretch stretch = { address, size, 0, bits };

    if (size == 0)
        return;
    change_stretch(space->root, PAGE_LEVELS, &stretch);
    forget(address, size);
}

static int change(struct space *space, uint64_t address, uint64_t size,
                  uint64_t bits)
{
    int error;

    spin_lock(&space->lock);
    error = split_at(space, address);
    if (!error)
        error = split_at(space, address + size);
    if (!error)
        change_all(space, address, size, bits);
    spin_unlock(&space->lock);
    return error;
}

int space_unmap(struct space *space, uint64_t address, size_t size)
{
    if (!is_sensible(address, size, SPACE_READ))
        return -EINVAL;
    return change(space, address, size, 0);
}

int space_protect(struct space *space, uint64_t address, size_t size,
                  unsigned access)
{
    if (!is_sensible(address, size, access))
        return -EINVAL;
    return change(space, address, size, bits_for(access));
}

static bool is_mappable(uint64_t address, paddr_t to, uint64_t size,
                        unsigned access)
{
    return is_sensible(address, size, access) && to % PAGE_SIZE == 0
        && to + size >= size
        && (to + size - 1) >> features.physical_bits == 0;
}

static int map_all(struct space *space, uint64_t address, paddr_t to,
                   uint64_t size, uint64_t bits)
{
    struct stretch stretch = { address, size, to, bits };
    int error = map_stretch(space->root, PAGE_LEVELS, &stretch);

    if (error)
        change_all(space, address, stretch.at - address
                   + (error == -ENOMEM ? PAGE_SIZE : 0), 0);
    return error;
}

int space_map(struct space *space, uint64_t address, paddr_t to,
              size_t size, unsigned access)
{
    int error;

    if (!is_mappable(address, to, size, access))
        return -EINVAL;
    spin_lock(&space->lock);
    error = map_all(space, address, to, size, bits_for(access));
    spin_unlock(&space->lock);
    return error;
}

void *space_map_device(paddr_t address, size_t size, unsigned access)
{
    const uint64_t in_page = PAGE_SIZE - 1;
    uint64_t at = DIRECT_MAP + (address & ~in_page);
    uint64_t end = (DIRECT_MAP + address + size + in_page) & ~in_page;
    uint64_t bits = bits_for(access);
    struct walk walk;
    int error = 0;

    if (size == 0 || size > DIRECT_MAP_SIZE
        || address > DIRECT_MAP_SIZE - size
        || !is_mappable(at, at - DIRECT_MAP, end - at, access))
        return NULL;
    spin_lock(&kernel_space.lock);
    while (at < end && !error) {
        bool mapped = paging_walk(kernel_space.root, at, &walk);
        uint64_t step = walk.size - at % walk.size;     // page or hole

        if (step > end - at)
            step = end - at;
        if (!mapped)
            error = map_all(&kernel_space, at, at - DIRECT_MAP, step, bits);
        else if ((walk.bits & ACCESS) != bits)
            error = -EEXIST;
        at += step;
    }
    spin_unlock(&kernel_space.lock);
    return error ? NULL : paddr_to_ptr(address);
}
