// host.h: what the tests that run only on the host share.
#ifndef TESTS_HOST_HOST_H
#define TESTS_HOST_HOST_H

#include "kernel/lib/random.h"

extern int fuzz_rounds;         // how often a fuzz test tries

static inline uint64_t fuzz_next(void)
{
    static uint64_t state = 0x9e3779b97f4a7c15;

    return random_next(&state);
}

static inline uint64_t fuzz_below(uint64_t limit)
{
    return (fuzz_next() >> 16) % limit;
}

#endif
