// memory_map.c: which physical addresses are memory, and whose.
#include <stddef.h>
#include "kernel/lib/console.h"
#include "kernel/mm/memory_map.h"

static paddr_t round_down(paddr_t address)
{
    return address & ~((paddr_t)PAGE_SIZE - 1);
}

static paddr_t round_up(paddr_t address)
{
    return round_down(address + PAGE_SIZE - 1);
}

// A page of which a part is free is of no use; one of which a part is
// taken must not be used.
static struct memory_range whole_pages(struct memory_range claim)
{
    bool inward = claim.kind == MEMORY_FREE;

    claim.start = inward ? round_up(claim.start) : round_down(claim.start);
    claim.end = inward ? round_down(claim.end) : round_up(claim.end);
    return claim;
}

int memory_map_add(struct memory_map *map, paddr_t start, paddr_t end,
                   enum memory_kind kind)
{
    struct memory_range claim = {
        start, end < MEMORY_END ? end : MEMORY_END, kind
    }, pages;
    bool met = false;

    if (claim.start >= claim.end)
        return -EINVAL;
    pages = whole_pages(claim);
    if (pages.start >= pages.end)
        return -EINVAL;
    if (map->count == MEMORY_CLAIMS_MAX)
        return -ENOSPC;
    for (int i = 0; i < map->count; i++)
        if (claim.start < map->claims[i].end
            && map->claims[i].start < claim.end)
            met = true;
    map->claims[map->count++] = claim;
    return met;
}

static enum memory_kind kind_told(uint32_t kind)
{
    switch (kind) {
    case 1: return MEMORY_FREE;
    case 3: return MEMORY_ACPI;
    case 4: return MEMORY_NVS;
    case 5: return MEMORY_BAD;
    default: return MEMORY_RESERVED;
    }
}

static void add_told(struct memory_map *map, const struct boot_range *told)
{
    paddr_t start = told->start, end = start + told->length;
    const char *odd = NULL;

    if (end < start)                    // beyond the last address
        end = ~(paddr_t)0;
    switch (memory_map_add(map, start, end, kind_told(told->kind))) {
    case 1: odd = "overlaps another, the stricter counts"; break;
    case -EINVAL: odd = "has no page for us, ignored"; break;
    case -ENOSPC: odd = "is one too many, ignored"; break;
    }
    if (odd)
        kprintf("memory: %lx, %lx long, kind %u: %s\n", told->start,
                told->length, told->kind, odd);
}

void memory_map_read(struct memory_map *map, const struct boot_info *boot)
{
    if (boot->range_count == 0)
        kprintf("memory: the loader told us of none\n");
    if (boot->lost)
        kprintf("memory: the loader told us %d things too many\n",
                boot->lost);
    for (int i = 0; i < boot->range_count; i++)
        add_told(map, &boot->ranges[i]);
}

// Whose the page at the address is, and up to where nothing changes.
static enum memory_kind kind_at(const struct memory_map *map,
                                paddr_t address, paddr_t *until)
{
    enum memory_kind kind = MEMORY_HOLE;

    *until = MEMORY_END;
    for (int i = 0; i < map->count; i++) {
        struct memory_range c = whole_pages(map->claims[i]);

        if (c.start <= address && address < c.end && c.kind > kind)
            kind = c.kind;
        if (c.start > address && c.start < *until)
            *until = c.start;
        if (c.end > address && c.end < *until)
            *until = c.end;
    }
    return kind;
}

bool memory_map_next(const struct memory_map *map,
                     struct memory_range *range)
{
    paddr_t until = range->end;

    do {
        if (until >= MEMORY_END)
            return false;
        range->start = until;
        range->kind = kind_at(map, range->start, &until);
    } while (range->kind == MEMORY_HOLE);
    do {
        range->end = until;
    } while (until < MEMORY_END
             && kind_at(map, range->end, &until) == range->kind);
    return true;
}

uint64_t memory_map_size(const struct memory_map *map,
                         enum memory_kind kind)
{
    struct memory_range range = { 0 };
    uint64_t size = 0;

    while (memory_map_next(map, &range))
        if (range.kind == kind)
            size += range.end - range.start;
    return size;
}

paddr_t memory_map_top(const struct memory_map *map, enum memory_kind kind)
{
    struct memory_range range = { 0 };
    paddr_t top = 0;

    while (memory_map_next(map, &range))
        if (range.kind == kind)
            top = range.end;
    return top;
}

bool memory_is_ram(enum memory_kind kind)
{
    return kind >= MEMORY_FREE && kind <= MEMORY_NVS;
}

void memory_map_print(const struct memory_map *map)
{
    static const char *const names[] = {
        "nothing", "free", "early", "module", "kernel", "ACPI tables",
        "firmware", "reserved", "bad",
    };
    struct memory_range range = { 0 };

    while (memory_map_next(map, &range))
        kprintf("  %11lx to %11lx  %9lu KiB  %s\n", range.start, range.end,
                (range.end - range.start) / 1024, names[range.kind]);
}

paddr_t memory_map_take(struct memory_map *map, uint64_t size,
                        paddr_t limit)
{
    struct memory_range range = { 0 }, *last;

    while (memory_map_next(map, &range)) {
        paddr_t end = range.end < limit ? range.end : limit;

        if (range.kind != MEMORY_FREE || end < range.start
            || end - range.start < size)
            continue;
        last = &map->claims[map->count - 1];
        if (last->kind == MEMORY_EARLY && last->end == range.start)
            last->end += size;          // it was us, a moment ago
        else if (memory_map_add(map, range.start, range.start + size,
                                MEMORY_EARLY) < 0)
            return 0;
        return range.start;
    }
    return 0;
}

int memory_map_add_screen(struct memory_map *map,
                          const struct boot_screen *screen)
{
    uint64_t size = (uint64_t)screen->pitch * screen->height;
    paddr_t start = screen->address, end = start + size;

    if (size > MEMORY_END || start > MEMORY_END - size)
        return -EINVAL;
    for (int i = 0; i < map->count; i++)
        if (map->claims[i].kind == MEMORY_KERNEL
            && start < map->claims[i].end && map->claims[i].start < end)
            return -EINVAL;     // must stay mapped; nobody draws there
    return memory_map_add(map, start, end, MEMORY_RESERVED);
}
