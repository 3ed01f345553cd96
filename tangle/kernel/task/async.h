// async.h: functions that can wait in the middle, without a stack of
// their own. While such a function waits it has returned; called again, it
// goes on where it was. Local variables do not survive that.
#ifndef KERNEL_TASK_ASYNC_H
#define KERNEL_TASK_ASYNC_H

#include <limits.h>
#include "kernel/lib/panic.h"

// The result of a function that has none yet: call it again when woken.
enum { PENDING = INT_MIN };

// In which line of its source; 0: at its beginning.
struct async {
    int line;
};

#define ASYNC_BEGIN(place)                                               \
    struct async *const async_ = (place);                                \
                                                                         \
    switch (async_->line) {                                              \
    default:                                                             \
        panic("cannot go on in line %d", async_->line);                  \
    case 0:

// Calls until there is a result, and waits in between.
#define AWAIT(result, call)                                              \
    do {                                                                 \
        async_->line = __LINE__;                                         \
        __attribute__((fallthrough));                                    \
    case __LINE__:                                                       \
        (result) = (call);                                               \
        if ((result) == PENDING)                                         \
            return PENDING;                                              \
    } while (0)

#define ASYNC_RETURN(result)                                             \
    do {                                                                 \
        async_->line = 0;                                                \
        return (result);                                                 \
    } while (0)

#define ASYNC_END(result)                                                \
        ASYNC_RETURN(result);                                            \
    }

// Lets the others run, and goes on after them.
#define ASYNC_YIELD(task)                                                \
    do {                                                                 \
        async_->line = __LINE__;                                         \
        task_wake(task);                                                 \
        return PENDING;                                                  \
    case __LINE__:;                                                      \
    } while (0)

// Waits until one of two calls has a result, and says which: 0 or 1. The
// first is asked first; what the other one has begun goes on.
#define AWAIT_EITHER(which, first, second)                               \
    AWAIT(which, (first) != PENDING ? 0                                  \
               : (second) != PENDING ? 1 : PENDING)

#endif
