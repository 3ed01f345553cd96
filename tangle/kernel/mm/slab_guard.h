// slab_guard.h: redzones, poison, and who did what. For slab.c and
// classes.c.
#ifndef KERNEL_MM_SLAB_GUARD_H
#define KERNEL_MM_SLAB_GUARD_H

#include "kernel/mm/slab.h"

enum { GUARD_ZONE = 16 };       // bytes at least of a redzone

// Stands behind each guarded object and its redzone.
struct slab_guard {
    uint64_t allocated_by, freed_by;    // 0: not yet
    uint64_t size;              // of the object, as it was asked for
    uint64_t seal;              // of the above and of where it is
};

// Where things are: a redzone from low to the object, and one from the
// object's end to its guard.
struct guarded {
    unsigned char *low, *object;
    struct slab_guard *guard;
    struct spinlock *lock;      // given back before a report; or NULL
};

void slab_guard_begin(const struct guarded *g);     // nobody's, poisoned
void slab_guard_take(const struct guarded *g, size_t size, uint64_t caller);
void slab_guard_give(const struct guarded *g, uint64_t caller);
void slab_guard_check(const struct guarded *g);     // whatever it is now

// A number that changes if one of the words' bytes or their place does.
uint64_t slab_guard_sum(const uint64_t *words, size_t count);

#endif
