// slab.h: caches of objects of one size, cut from blocks of pages. Knows
// nothing of the machine, and is tested on the host.
#ifndef KERNEL_MM_SLAB_H
#define KERNEL_MM_SLAB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "kernel/lib/errno.h"
#include "kernel/lib/spinlock.h"

enum { SLAB_ORDER_MAX = 3 };    // slabs have 1, 2, 4 or 8 pages

struct slab_cache {
    const char *name;
    uint32_t size;              // of an object, as its users see it,
    uint32_t stride;            // and from one object to the next
    uint32_t first;             // where in a slab the first object is
    uint32_t count;             // objects in a slab
    unsigned order;             // of the pages of a slab
    bool guarded;               // redzones, poison and names
    struct spinlock lock;
    struct slab *open, *full;   // slabs with room, and without
    size_t slabs, used;         // slabs that there are, objects in use
};

// Caches that are set up while this is set are guarded.
extern bool slab_guarded;

// A cache for objects of 1 to 4096 bytes, aligned to `align`, a power of
// two from 16 to 64. The name must stay.
void slab_cache_init(struct slab_cache *cache, const char *name,
                     size_t size, size_t align);

// An object of any content; NULL: there are no pages. Any context.
MUST_CHECK void *slab_alloc(struct slab_cache *cache);

// Takes back what slab_alloc gave, of the same cache. Any context.
void slab_free(struct slab_cache *cache, void *object);

// Gives the pages of empty slabs back. Any context.
void slab_cache_shrink(struct slab_cache *cache);

// Looks at everything in a guarded cache, and calls see(), if it is not
// NULL, for each object in use. Any context.
typedef void slab_see(size_t size, uint64_t caller, void *argument);
void slab_cache_check(struct slab_cache *cache, slab_see *see,
                      void *argument);

// For allocators above: an object of which a caller of theirs asks for
// `size` bytes; and back, whichever cache it is of. `block` is the one
// that slab_find_block() finds.
MUST_CHECK void *slab_take(struct slab_cache *cache, size_t size,
                           uint64_t caller);
void slab_give(void *block, void *object, uint64_t caller);

// Not in slab.c; whoever has pages supplies them. 1 << order pages,
// aligned to their size, or NULL; how many were got and not put; and the
// block got that an address is in, or NULL.
void *slab_get_pages(unsigned order);
void slab_put_pages(void *block, unsigned order);
size_t slab_pages_used(void);
void *slab_find_block(const void *address, unsigned *order);

// What was found to be wrong with an object. Reports; does not return.
struct slab_fault {
    const char *what;
    const void *object;
    long at;                    // which byte of it,
    size_t size;                // of how many
    uint64_t allocated_by, freed_by;    // return addresses, if known
};

_Noreturn void slab_fail(const struct slab_fault *fault);

#endif
