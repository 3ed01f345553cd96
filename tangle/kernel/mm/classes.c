// classes.c: a size finds its class.
#include "kernel/cpu/layout.h"
#include "kernel/lib/format.h"
#include "kernel/mm/buddy.h"
#include "kernel/mm/classes.h"
#include "kernel/mm/slab_guard.h"

// 16 to 64 in steps of 16; then each doubling is cut in four.
unsigned class_of(size_t size)
{
    unsigned top = size > 64 ? 63 - __builtin_clzl(size - 1) : 6;

    return 4 * (top - 6) + (unsigned)((size - 1) >> (top - 2));
}

size_t class_size(unsigned class)
{
    unsigned top = class < 4 ? 6 : 5 + class / 4;

    return class < 4 ? 16 * (class + 1)
        : (size_t)(5 + class % 4) << (top - 2);
}

void classes_init(struct classes *classes)
{
    classes->guarded = slab_guarded;
    classes->large = 0;
    for (unsigned i = 0; i < CLASS_COUNT; i++) {
        ksnprintf(classes->names[i], sizeof(classes->names[i]), "heap-%zu",
                  class_size(i));
        slab_cache_init(&classes->caches[i], classes->names[i],
                        class_size(i), 16);
    }
}

static struct guarded large(void *block, unsigned order)
{
    struct slab_guard *end = (void *)((char *)block + (PAGE_SIZE << order));

    return (struct guarded){ block, block, end - 1, NULL };
}

static void *take_large(struct classes *classes, size_t size,
                        uint64_t caller)
{
    size_t behind = GUARD_ZONE + sizeof(struct slab_guard);
    size_t needed = classes->guarded ? size + behind : size;
    unsigned order = 0;
    void *block;

    while (order <= PAGE_ORDER_MAX && (size_t)PAGE_SIZE << order < needed)
        order++;
    if (needed < size || order > PAGE_ORDER_MAX)
        return NULL;
    block = slab_get_pages(order);
    if (!block)
        return NULL;
    if (classes->guarded) {
        struct guarded g = large(block, order);

        slab_guard_begin(&g);
        slab_guard_take(&g, size, caller);
    }
    classes->large++;
    return block;
}

static void give_large(struct classes *classes, void *block,
                       unsigned order, uint64_t caller)
{
    if (classes->guarded) {
        struct guarded g = large(block, order);

        slab_guard_give(&g, caller);
    }
    classes->large--;
    slab_put_pages(block, order);
}

void *classes_alloc(struct classes *classes, size_t size, uint64_t caller)
{
    if (size == 0)
        return NULL;
    if (size > CLASS_LARGEST)
        return take_large(classes, size, caller);
    return slab_take(&classes->caches[class_of(size)], size, caller);
}

void classes_free(struct classes *classes, void *object, uint64_t caller)
{
    unsigned order;
    void *block = slab_find_block(object, &order);

    if (block && block == object)   // no slab has an object there
        give_large(classes, block, order, caller);
    else
        slab_give(block, object, caller);
}

void classes_check(struct classes *classes, slab_see *see, void *argument)
{
    for (unsigned i = 0; i < CLASS_COUNT; i++)
        slab_cache_check(&classes->caches[i], see, argument);
}

void classes_shrink(struct classes *classes)
{
    for (unsigned i = 0; i < CLASS_COUNT; i++)
        slab_cache_shrink(&classes->caches[i]);
}
