// host.h: what the tests that run only on the host share.
#ifndef TESTS_HOST_HOST_H
#define TESTS_HOST_HOST_H

#include <stdint.h>

extern int fuzz_rounds;         // how often a fuzz test tries

// Numbers that look random and are the same in every run (xorshift64*).
static inline uint64_t fuzz_next(void)
{
    static uint64_t state = 0x9e3779b97f4a7c15;

    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return state * 0x2545f4914f6cdd1d;
}

static inline uint64_t fuzz_below(uint64_t limit)
{
    return (fuzz_next() >> 16) % limit;
}

#endif
