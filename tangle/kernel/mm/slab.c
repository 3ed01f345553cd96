// slab.c: objects of one size, a bit for each.
#include "kernel/cpu/layout.h"
#include "kernel/mm/slab.h"
#include "kernel/mm/slab_guard.h"

enum { OBJECTS_MAX = 256, WORDS = OBJECTS_MAX / 64 };

// Stands at the beginning of its block of pages.
struct slab {
    uint64_t magic;
    struct slab_cache *cache;
    struct slab *next, *prev;   // in one of the cache's lists
    uint64_t used;              // objects
    uint64_t free[WORDS];       // a bit is set: the object is free
    uint64_t seal;              // of the above, if guarded
};

// Says in the first word what the block is.
enum { PLAIN = 0x736c6162, GUARDED = 0x67756172 };

static size_t round_up(size_t value, size_t to)
{
    return (value + to - 1) & ~(to - 1);
}

static void choose_order(struct slab_cache *cache)
{
    size_t bytes, lost;

    for (cache->order = 0; ; cache->order++) {
        bytes = (size_t)PAGE_SIZE << cache->order;
        cache->count = (uint32_t)(bytes - cache->first) / cache->stride;
        if (cache->count > OBJECTS_MAX)
            cache->count = OBJECTS_MAX;
        lost = bytes - cache->count * (size_t)cache->stride;
        if (cache->order == SLAB_ORDER_MAX || lost <= bytes / 8)
            break;
    }
}

bool slab_guarded;

void slab_cache_init(struct slab_cache *cache, const char *name,
                     size_t size, size_t align)
{
    size_t zone = slab_guarded ? GUARD_ZONE : 0;
    size_t guard = slab_guarded ? sizeof(struct slab_guard) : 0;

    *cache = (struct slab_cache){
        .name = name, .size = (uint32_t)size, .guarded = slab_guarded,
        .stride = (uint32_t)round_up(size + zone + guard + zone, align),
        .first = (uint32_t)round_up(sizeof(struct slab) + zone, align),
        .lock = SPINLOCK(name),
    };
    choose_order(cache);
}

static void *object_at(const struct slab *slab, uint32_t index)
{
    return (char *)slab + slab->cache->first
        + (size_t)index * slab->cache->stride;
}

enum { SUMMED = 5 + WORDS };    // all before the seal

// Not inlined, so that a slab without a seal does not pay for it.
static __attribute__((noinline)) bool is_intact(const struct slab *slab)
{
    bool intact;

    machine_hold_interrupts();  // a handler may want this slab as well
    intact = slab->seal == slab_guard_sum(&slab->magic, SUMMED);
    machine_release_interrupts();
    return intact;
}

static void seal(struct slab *slab)
{
    if (slab->cache->guarded)
        slab->seal = slab_guard_sum(&slab->magic, SUMMED);
}

static void check(struct slab_cache *cache, struct slab *slab)
{
    struct slab_fault fault = { "slab overwritten", slab, 0, 0, 0, 0 };

    if (cache->guarded && !is_intact(slab)) {
        spin_unlock(&cache->lock);
        slab_fail(&fault);
    }
}

static struct guarded guarded(struct slab_cache *cache, void *object)
{
    unsigned char *o = object, *next = o + cache->stride - GUARD_ZONE;

    return (struct guarded){ o - GUARD_ZONE, o,
                             (struct slab_guard *)next - 1, &cache->lock };
}

static void put_on(struct slab **list, struct slab *slab)
{
    slab->prev = NULL;
    slab->next = *list;
    if (*list) {
        check(slab->cache, *list);
        (*list)->prev = slab;
        seal(*list);
    }
    *list = slab;
}

static void take_off(struct slab **list, struct slab *slab)
{
    struct slab *next = slab->next, *prev = slab->prev;

    if (next) {
        check(slab->cache, next);
        next->prev = prev;
        seal(next);
    }
    if (prev) {
        check(slab->cache, prev);
        prev->next = next;
        seal(prev);
    } else {
        *list = next;
    }
}

static struct slab *new_slab(struct slab_cache *cache)
{
    struct slab *slab = slab_get_pages(cache->order);

    if (!slab)
        return NULL;
    *slab = (struct slab){ .magic = cache->guarded ? GUARDED : PLAIN,
                           .cache = cache };
    for (uint32_t i = 0; i < cache->count; i++)
        slab->free[i / 64] |= 1ul << i % 64;
    for (uint32_t i = 0; i < cache->count && cache->guarded; i++) {
        struct guarded g = guarded(cache, object_at(slab, i));

        slab_guard_begin(&g);
    }
    put_on(&cache->open, slab);
    seal(slab);
    cache->slabs++;
    return slab;
}

static uint32_t find_free(const struct slab *slab)
{
    uint32_t word = 0;

    while (!slab->free[word])
        word++;
    return word * 64 + (uint32_t)__builtin_ctzl(slab->free[word]);
}

static void *take_from(struct slab_cache *cache, struct slab *slab)
{
    uint32_t index;

    check(cache, slab);
    index = find_free(slab);
    slab->free[index / 64] &= ~(1ul << index % 64);
    cache->used++;
    if (++slab->used == cache->count) {
        take_off(&cache->open, slab);
        put_on(&cache->full, slab);
    }
    seal(slab);
    return object_at(slab, index);
}

void *slab_take(struct slab_cache *cache, size_t size, uint64_t caller)
{
    struct slab *slab;
    void *object = NULL;

    spin_lock(&cache->lock);
    slab = cache->open ? cache->open : new_slab(cache);
    if (slab)
        object = take_from(cache, slab);
    if (object && cache->guarded) {
        struct guarded g = guarded(cache, object);

        slab_guard_take(&g, size, caller);
    }
    spin_unlock(&cache->lock);
    return object;
}

void *slab_alloc(struct slab_cache *cache)
{
    return slab_take(cache, cache->size,
                     (uint64_t)__builtin_return_address(0));
}

// The slab that begins a block, if one does.
static struct slab *slab_in(void *block)
{
    struct slab *slab = block;

    if (!slab || (slab->magic != PLAIN && slab->magic != GUARDED))
        return NULL;
    if (slab->magic == GUARDED && !is_intact(slab)) {
        struct slab_fault fault = { "slab overwritten", slab, 0, 0, 0, 0 };

        slab_fail(&fault);
    }
    return slab;
}

static _Noreturn void refuse(struct slab_cache *cache, const void *object,
                             const char *what)
{
    struct slab_fault fault = { what, object, 0, cache->size, 0, 0 };

    spin_unlock(&cache->lock);
    slab_fail(&fault);
}

static void give_to(struct slab_cache *cache, struct slab *slab,
                    uint32_t index)
{
    uint64_t bit = 1ul << index % 64;

    if (slab->free[index / 64] & bit)
        refuse(cache, object_at(slab, index), "double free");
    slab->free[index / 64] |= bit;
    cache->used--;
    if (slab->used-- == cache->count) {
        take_off(&cache->full, slab);
        put_on(&cache->open, slab);
    }
    seal(slab);
}

static void drop(struct slab_cache *cache, struct slab *slab)
{
    take_off(&cache->open, slab);
    cache->slabs--;
    slab->magic = 0;
    slab_put_pages(slab, cache->order);
}

void slab_give(void *block, void *object, uint64_t caller)
{
    struct slab *slab = slab_in(block);
    struct slab_fault fault = { .what = "never allocated",
                                .object = object };
    struct slab_cache *cache;
    size_t offset;

    if (!slab)
        slab_fail(&fault);
    cache = slab->cache;
    offset = (size_t)object - (size_t)slab - cache->first;
    spin_lock(&cache->lock);
    if (offset % cache->stride || offset / cache->stride >= cache->count)
        refuse(cache, object, "not an object");
    check(cache, slab);
    if (cache->guarded) {
        struct guarded g = guarded(cache, object);

        slab_guard_give(&g, caller);
    }
    give_to(cache, slab, (uint32_t)(offset / cache->stride));
    if (slab->used == 0 && (slab->prev || slab->next))
        drop(cache, slab);
    spin_unlock(&cache->lock);
}

void slab_free(struct slab_cache *cache, void *object)
{
    unsigned order;
    void *block = slab_find_block(object, &order);
    struct slab *slab = slab_in(block);
    struct slab_fault fault = { "not of this cache", object, 0,
                                cache->size, 0, 0 };

    if (!slab || slab->cache != cache)
        slab_fail(&fault);
    slab_give(block, object, (uint64_t)__builtin_return_address(0));
}

void slab_cache_shrink(struct slab_cache *cache)
{
    struct slab *next;

    spin_lock(&cache->lock);
    for (struct slab *slab = cache->open; slab; slab = next) {
        next = slab->next;
        if (slab->used == 0)
            drop(cache, slab);
    }
    spin_unlock(&cache->lock);
}

static void check_slab(struct slab_cache *cache, struct slab *slab,
                       slab_see *see, void *argument)
{
    check(cache, slab);
    for (uint32_t i = 0; i < cache->count; i++) {
        struct guarded g = guarded(cache, object_at(slab, i));

        slab_guard_check(&g);
        if (see && g.guard->allocated_by && !g.guard->freed_by)
            see(g.guard->size, g.guard->allocated_by, argument);
    }
}

void slab_cache_check(struct slab_cache *cache, slab_see *see,
                      void *argument)
{
    struct slab *slab;

    if (!cache->guarded)
        return;
    spin_lock(&cache->lock);
    for (slab = cache->open; slab; slab = slab->next)
        check_slab(cache, slab, see, argument);
    for (slab = cache->full; slab; slab = slab->next)
        check_slab(cache, slab, see, argument);
    spin_unlock(&cache->lock);
}
