// probe.h: reads from addresses that may be wrong.
#ifndef KERNEL_CPU_PROBE_H
#define KERNEL_CPU_PROBE_H

#include <stdbool.h>
#include <stddef.h>

// Copies length bytes from any address. Returns false if one cannot be
// read; those before it have been copied then.
bool probe_read(void *to, const void *from, size_t length);

// For inline assembly: if the instruction at label `at` faults, go on at
// label `then`.
#define FIXUP(at, then)                                                  \
    ".pushsection fixups, \"a\"\n"                                       \
    ".quad " #at ", " #then "\n"                                         \
    ".popsection\n"

#endif
