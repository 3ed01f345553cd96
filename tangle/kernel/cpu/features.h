// features.h: what this processor can do that not every 64-bit one can.
#ifndef KERNEL_CPU_FEATURES_H
#define KERNEL_CPU_FEATURES_H

#include <stdbool.h>

struct features {
    bool no_execute;            // PAGE_NO_EXECUTE; else it is reserved
    bool global_pages;          // PAGE_GLOBAL; else it is ignored
    bool giant_pages;           // PAGE_LARGE at level 3: 1 GiB
    bool combining;             // memory that gathers writes (PAT)
    int physical_bits;          // how many a physical address has
};

extern struct features features;

// Fills `features` and switches on what has to be switched on. To be
// called once by every processor, before tables that use any of it.
void features_init(void);

#endif
