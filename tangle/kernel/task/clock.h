// clock.h: time since the start.
#ifndef KERNEL_TASK_CLOCK_H
#define KERNEL_TASK_CLOCK_H

#include <stdint.h>

// Something that counts at a steady rate.
struct clock_source {
    const char *name;
    uint64_t (*read)(void);     // any context
    uint64_t hertz;
};

// From now on time is what this source says. It must stay.
void clock_set_source(const struct clock_source *source);

// Nanoseconds since the source began to count; 0 without a source.
uint64_t clock_now(void);

#endif
