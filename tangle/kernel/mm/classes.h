// classes.h: objects of any size, from slab caches of many sizes; large
// ones from pages. Knows nothing of the machine.
#ifndef KERNEL_MM_CLASSES_H
#define KERNEL_MM_CLASSES_H

#include <stdatomic.h>
#include "kernel/mm/slab.h"

enum { CLASS_COUNT = 28, CLASS_LARGEST = 4096 };

struct classes {
    struct slab_cache caches[CLASS_COUNT];
    char names[CLASS_COUNT][12];
    bool guarded;
    atomic_size_t large;        // objects that have pages of their own
};

// Guarded if slab_guarded is set.
void classes_init(struct classes *classes);

// Aligned to 16 bytes; NULL if there are no pages, if the size is 0, or
// more than 4 MiB. Any context.
MUST_CHECK void *classes_alloc(struct classes *classes, size_t size,
                               uint64_t caller);

// Takes back what classes_alloc gave. Any context.
void classes_free(struct classes *classes, void *object, uint64_t caller);

// Looks at every small object, if guarded: see slab_cache_check. Gives
// empty slabs back.
void classes_check(struct classes *classes, slab_see *see, void *argument);
void classes_shrink(struct classes *classes);

// The class for a size of 1 to CLASS_LARGEST, and its objects' size.
unsigned class_of(size_t size);
size_t class_size(unsigned class);

#endif
