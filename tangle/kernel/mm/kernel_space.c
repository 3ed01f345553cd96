// kernel_space.c: the kernel's own address space, from the map of memory.
#include "kernel/cpu/cpu.h"
#include "kernel/cpu/features.h"
#include "kernel/cpu/guard.h"
#include "kernel/lib/panic.h"
#include "kernel/mm/early.h"
#include "kernel/mm/space.h"

struct space kernel_space = { .lock = SPINLOCK("kernel space") };

static void must(int error)
{
    if (error)
        panic("the kernel's own space: error %d", error);
}

static void make_region(uint64_t from, uint64_t size)
{
    for (uint64_t at = from; at - from < size; at += paging_size(4)) {
        paddr_t table = early_alloc(1);

        if (!table)
            must(-ENOMEM);
        *paging_entry(kernel_space.root, 4, at) =
            table | PAGE_PRESENT | PAGE_WRITABLE;
    }
}

static void make_regions(void)
{
    int bits = features.physical_bits;

    make_region(DIRECT_MAP, 1ul << (bits < 46 ? bits : 46));
    make_region(KERNEL_RANGES, paging_size(4));
    make_region(KERNEL_BASE, -KERNEL_BASE);
}

static void map_range(paddr_t start, paddr_t end, unsigned access)
{
    must(space_map(&kernel_space, DIRECT_MAP + start, start, end - start,
                   access));
}

static void map_memory(const struct memory_map *map)
{
    struct memory_range range = { 0 };

    while (memory_map_next(map, &range))
        if (memory_is_ram(range.kind))
            map_range(range.start, range.end, SPACE_WRITE);
    map_range(PAGE_SIZE, 0xa0000, SPACE_WRITE);     // not the first page
    map_range(0xc0000, 0x100000, SPACE_READ);       // ROM
}

static void map_part(const char *start, const char *end, unsigned access)
{
    uint64_t at = (uint64_t)start;

    must(space_map(&kernel_space, at, at - KERNEL_BASE,
                   (size_t)(end - start), access));
}

static void map_kernel(void)
{
    uint64_t first = (uint64_t)kernel_start - KERNEL_BASE;

    map_part(text_start, text_end, SPACE_EXECUTE);
    map_part(rodata_start, rodata_end, SPACE_READ);
    map_part(rodata_end, bss_end, SPACE_WRITE);
    must(space_protect(&kernel_space, DIRECT_MAP + first,
                       (size_t)(rodata_end - kernel_start), SPACE_READ));
}

static void unmap_guard(uint64_t page)
{
    must(space_unmap(&kernel_space, page, PAGE_SIZE));
}

void space_init(const struct memory_map *map, const struct boot_info *boot)
{
    features_init();
    kernel_space.root = early_alloc(1);
    if (!kernel_space.root)
        must(-ENOMEM);
    make_regions();
    map_memory(map);
    map_kernel();
    unsigned how = boot->screen.kind == SCREEN_PIXELS ? SPACE_COMBINE
                                                     : SPACE_DEVICE;
    void *place = space_map_device(boot->screen.address,
                                   (size_t)boot->screen.pitch
                                       * boot->screen.height,
                                   SPACE_WRITE | how);

    (void)place;                // none: too low, or refused by bring_up()
    guard_enforce(unmap_guard);
    cpu_write_cr3(kernel_space.root);
}
