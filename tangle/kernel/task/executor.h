// executor.h: tasks that take turns, and the loop that runs them. What is
// not said to be otherwise may be called in any context.
#ifndef KERNEL_TASK_EXECUTOR_H
#define KERNEL_TASK_EXECUTOR_H

#include <stdbool.h>
#include <stddef.h>
#include "kernel/lib/errno.h"
#include "kernel/task/async.h"

// A place at which one task can wait; belongs to what it waits for. Zero
// is a good beginning. All in here is the executor's.
struct waker {
    struct task *task;              // NULL: nobody waits
    struct waker *next, **link;     // the task's others
};

enum task_state {
    TASK_NEW, TASK_WAITING, TASK_READY, TASK_RUNNING,
    TASK_WOKEN,                 // running, and to run once more
    TASK_ENDED,
};

// Part of the struct that its run() works with, whose memory must stay
// until the task has ended.
struct task {
    const char *name;
    int (*run)(struct task *task);
    void (*ended)(struct task *task);   // the last to see it; or NULL
    struct async async;         // for run()
    enum task_state state;      // from here on the executor's
    int result;
    bool canceled;
    unsigned runs;
    struct task *next_ready;
    struct waker *wakers;       // at which it waits
    struct waker joiner;        // at which somebody waits for its end
    struct task *next, **link;  // all that have started
};

// run() is called from executor_run() with interrupts on, and again after
// each wake-up, until it returns another result than PENDING.
void task_init(struct task *task, const char *name,
               int (*run)(struct task *task));

// Lets it run. Only when it is new or has ended.
void task_start(struct task *task);

// Asks it to end: whatever it awaits from now on is -ECANCELED. The task
// ends when it returns, which is not yet.
void task_cancel(struct task *task);

static inline bool task_is_canceled(const struct task *task)
{
    return task->canceled;
}

static inline bool task_has_started(const struct task *task)
{
    return task->state != TASK_NEW && task->state != TASK_ENDED;
}

// To be awaited: the result of another task, once it has ended. One task
// at a time.
MUST_CHECK int task_join(struct task *me, struct task *other);

// Lets the task run again soon. Waiting tasks must expect to be woken for
// no reason.
void task_wake(struct task *task);

// From now on the task waits here as well. To be called under the lock
// with which the caller has seen that there is nothing to wait for.
void waker_set(struct waker *waker, struct task *task);

// Wakes who waits here, if anybody does.
void waker_wake(struct waker *waker);

// Nobody waits here any more. Before a waker's memory goes.
void waker_clear(struct waker *waker);

// Runs tasks, and sleeps when none is ready, until this one has ended; if
// it is NULL, forever. Not from a task, not from an interrupt.
void executor_run(const struct task *until);

// Copies what there is to know of those that have started, the youngest
// first, as far as there is room. Returns how many there are.
size_t executor_list(struct task *copies, size_t room);

#endif
