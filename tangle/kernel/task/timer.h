// timer.h: waiting for a time to come.
#ifndef KERNEL_TASK_TIMER_H
#define KERNEL_TASK_TIMER_H

#include "kernel/lib/pairing.h"
#include "kernel/task/executor.h"

#define MILLISECOND 1000000ul       // in nanoseconds, as clock.h has them
#define SECOND (1000 * MILLISECOND)

struct timer {
    struct pairing_node node;       // first; its key: when, as clock_now()
    enum { TIMER_IDLE, TIMER_RUNNING, TIMER_EXPIRED } state;
    struct waker waker;
};

// Starts the task that lets timers expire. Once, before any is used.
void timer_init(void);

// To be awaited: sets the timer at the first call. 0 when so much time
// has passed, never earlier and up to two ticks later; or -ECANCELED.
MUST_CHECK int timer_sleep(struct task *task, struct timer *timer,
                           uint64_t nanoseconds);

// A timer that runs must be stopped before its memory goes, or before it
// is set again for something else. Any state will do.
void timer_stop(struct timer *timer);

// A tick has come. For the clock's interrupt.
void timer_tick(void);

#endif
