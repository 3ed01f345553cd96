// design.h: allocators of several designs behind one face, and what a load
// does to them. One at a time.
#ifndef TESTS_RACE_DESIGN_H
#define TESTS_RACE_DESIGN_H

#include "tests/race/load.h"

struct design {
    const char *name;
    void (*begin)(void);
    void *(*take)(size_t size);
    void (*give)(void *object);
    void (*end)(void);          // gives all pages back
    // What the object takes, of which `size` bytes were asked for.
    size_t (*whole)(const void *object, size_t size);
};

enum { DESIGN_PAGES, DESIGN_BUMP, DESIGN_LIST, DESIGN_SLABS, DESIGN_COUNT };

extern const struct design designs[DESIGN_COUNT];

// Plays the load, from beginning to end. What cannot be had is left out.
void design_play(const struct design *design, struct load *load);

// The same, and looks on. In bytes.
struct score {
    size_t asked;               // in objects, when those were most,
    size_t taken;               // and in pages, when those were most;
    size_t inside, between;     // of these, lost in objects and elsewhere
    size_t refused;             // objects that could not be had
};

struct score design_measure(const struct design *design,
                            struct load *load);

#endif
