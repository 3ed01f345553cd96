// provoke.h: mistakes on purpose, for tests and for people.
#ifndef KERNEL_CPU_PROVOKE_H
#define KERNEL_CPU_PROVOKE_H

#include <stdint.h>

struct provocation {
    const char *name;           // for provoke= on the command line
    void (*run)(void);
    uint8_t vector;             // the exception that comes of it,
    uint32_t error;             // and its error code
};

// All that there are; the last one has no name.
extern const struct provocation provocations[];

// The one with this name, or NULL.
const struct provocation *provocation_find(const char *name);

// Runs the one with this name, or says which names there are. Returns if
// the mistake is one that a kernel survives.
void provoke(const char *name);

#endif
