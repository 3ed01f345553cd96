// load.h: sequences of allocations, the same in every run, to compare
// allocators with.
#ifndef TESTS_RACE_LOAD_H
#define TESTS_RACE_LOAD_H

#include <stddef.h>
#include <stdint.h>
#include "kernel/lib/errno.h"

enum { LOAD_OPS = 16384, LOAD_SLOTS = 4096 };

// Puts an object of `size` bytes into an empty slot; frees what is in the
// slot, if size is 0.
struct load_op {
    uint32_t slot, size;
};

struct load {
    const char *name;
    uint64_t random;            // state of the generator
    size_t count;
    struct load_op ops[LOAD_OPS];
    uint32_t sizes[LOAD_SLOTS]; // what is in the slots; 0: nothing
    void *objects[LOAD_SLOTS];  // for whoever plays the load
};

// Makes the load of this number, from 0 on. It ends with empty slots.
// Returns -EINVAL if there is none.
MUST_CHECK int load_make(struct load *load, int number);

#endif
