// heap.c: kmalloc, which is slab caches on pages.
#include <stdint.h>
#include "kernel/cpu/symbols.h"
#include "kernel/lib/console.h"
#include "kernel/lib/options.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/mm/area.h"
#include "kernel/mm/bump.h"
#include "kernel/mm/classes.h"
#include "kernel/mm/heap.h"
#include "kernel/mm/page.h"

static struct classes heap;

static struct bump boot_memory;

void *boot_alloc(size_t size)
{
    void *table = bump_alloc(&boot_memory, size, 16);
    unsigned order = area_order(size);
    struct page *page = table ? NULL : page_alloc(order);

    if (page) {
        bump_init(&boot_memory, page_to_ptr(page), PAGE_SIZE << order);
        table = bump_alloc(&boot_memory, size, 16);
    }
    if (table)
        memset(table, 0, size);
    return table;
}

static bool fenced;             // as the command line wants

static void *fence(size_t size)
{
    char *area = size <= PAGE_SIZE ? area_alloc(size) : NULL;

    return area ? area + ((PAGE_SIZE - size) & ~(size_t)15) : NULL;
}

static bool tracing;            // `trace` on the command line

static void write_down(char what, const void *object, size_t size)
{
    if (tracing && object)
        kprintf("%c %p %zu\n", what, object, size);
}

#define CALLER ((uint64_t)__builtin_return_address(0))

static void *allocate(size_t size, uint64_t caller)
{
    void *object = NULL;

    if (size == 0)
        return NULL;
    if (fenced)
        object = fence(size);
    if (object)
        return object;
    object = classes_alloc(&heap, size, caller);
    write_down('+', object, size);
    return object;
}

void *kmalloc(size_t size)
{
    return allocate(size, CALLER);
}

void *kzalloc(size_t size)
{
    void *object = allocate(size, CALLER);

    return object ? memset(object, 0, size) : NULL;
}

void kfree(void *object)
{
    if (!object)
        return;
    if (area_covers(object)) {
        area_close((void *)((uint64_t)object & -PAGE_SIZE));
        return;
    }
    write_down('-', object, 0);
    classes_free(&heap, object, CALLER);
}

void heap_shrink(void)
{
    classes_shrink(&heap);
}

struct holder {
    uint64_t caller;
    size_t count, size;
};

enum { HOLDERS = 16 };          // the last one stands for all others

static void add(size_t size, uint64_t caller, void *holders)
{
    struct holder *h = holders, *last = h + HOLDERS - 1;

    while (h < last && h->count && h->caller != caller)
        h++;
    h->caller = h < last ? caller : 0;
    h->count++;
    h->size += size;
}

size_t heap_count(void)
{
    size_t count = heap.large;

    for (int i = 0; i < CLASS_COUNT; i++)
        count += heap.caches[i].used;
    return count;
}

void heap_print(void)
{
    struct holder holders[HOLDERS] = { 0 };

    kprintf("heap: %zu KiB\n", slab_pages_used() * 4);
    classes_check(&heap, add, holders);
    for (struct holder *h = holders; h < holders + HOLDERS; h++) {
        if (!h->count)
            continue;
        kprintf("  %zu objects, %zu bytes, by ", h->count, h->size);
        if (h->caller)
            symbol_print(h->caller);
        else
            kprintf("others");
        kprintf("\n");
    }
    for (struct slab_cache *c = heap.caches;
         c < heap.caches + CLASS_COUNT; c++)
        if (c->slabs)
            kprintf("  %s: %zu of %zu objects in use\n", c->name, c->used,
                    c->slabs * c->count);
}

void heap_init(const struct boot_info *boot)
{
    size_t areas = page_count_all() / 16;

    slab_guarded = option_get(boot->command_line, "poison", NULL, 0);
    classes_init(&heap);
    area_init(areas < 16384 ? areas : 16384);
    fenced = option_get(boot->command_line, "fence", NULL, 0);
    tracing = option_get(boot->command_line, "trace", NULL, 0);
}
