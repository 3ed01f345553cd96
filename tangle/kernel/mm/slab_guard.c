// slab_guard.c: redzones, poison, and who did what.
#include "kernel/lib/string.h"
#include "kernel/mm/slab_guard.h"

enum { RED = 0xbb, POISON = 0xdd };

uint64_t slab_guard_sum(const uint64_t *words, size_t count)
{
    uint64_t sum = (uint64_t)words;

    while (count--)
        sum = (sum << 7 | sum >> 57) ^ *words++;
    return sum;
}

static bool is_sealed(const struct slab_guard *guard)
{
    return guard->seal == slab_guard_sum(&guard->allocated_by, 3);
}

static void seal(struct slab_guard *guard)
{
    guard->seal = slab_guard_sum(&guard->allocated_by, 3);
}

static _Noreturn void fail(const struct guarded *g, const char *what,
                           const unsigned char *at)
{
    struct slab_fault fault = { what, g->object, at - g->object, 0, 0, 0 };

    if (is_sealed(g->guard)) {  // else it knows nothing
        fault.size = g->guard->size;
        fault.allocated_by = g->guard->allocated_by;
        fault.freed_by = g->guard->freed_by;
    }
    if (g->lock && spin_is_mine(g->lock))
        spin_unlock(g->lock);
    slab_fail(&fault);
}

static void expect(const struct guarded *g, const unsigned char *from,
                   const void *end, unsigned char value, const char *what)
{
    for (; from < (const unsigned char *)end; from++)
        if (*from != value)
            fail(g, what, from);
}

static bool is_used(const struct slab_guard *guard)
{
    return guard->allocated_by && !guard->freed_by;
}

void slab_guard_check(const struct guarded *g)
{
    if (!is_sealed(g->guard))
        fail(g, "overflow", (unsigned char *)g->guard);
    expect(g, g->low, g->object, RED, "underflow");
    if (is_used(g->guard))
        expect(g, g->object + g->guard->size, g->guard, RED, "overflow");
    else
        expect(g, g->object, g->guard, POISON, "use after free");
}

static void fill(unsigned char *from, const void *end, unsigned char value)
{
    memset(from, value, (size_t)((const unsigned char *)end - from));
}

void slab_guard_begin(const struct guarded *g)
{
    fill(g->low, g->object, RED);
    fill(g->object, g->guard, POISON);
    memset(g->guard, 0, sizeof(*g->guard));
    seal(g->guard);
}

void slab_guard_take(const struct guarded *g, size_t size, uint64_t caller)
{
    slab_guard_check(g);
    g->guard->allocated_by = caller;
    g->guard->freed_by = 0;
    g->guard->size = size;
    seal(g->guard);
    fill(g->object + size, g->guard, RED);
}

void slab_guard_give(const struct guarded *g, uint64_t caller)
{
    if (is_sealed(g->guard) && !is_used(g->guard))
        fail(g, "double free", g->object);
    slab_guard_check(g);
    g->guard->freed_by = caller;
    seal(g->guard);
    fill(g->object, g->guard, POISON);
}
