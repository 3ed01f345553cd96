// fuzz_tasks.c: readers that come, wait, are canceled and go, at random.
// Each is a piece of the heap, gone as soon as it has ended; whoever still
// points to it is found by the sanitizer.
#include <stdlib.h>
#include "kernel/lib/test.h"
#include "kernel/task/clock.h"
#include "kernel/task/timer.h"
#include "tests/host/host.h"

enum { SOURCES = 8 };

static struct source {
    struct waker waker;
    unsigned signals;
    struct reader *reader;
} sources[SOURCES];

struct reader {
    struct task task;
    struct timer timer;
    struct source *a, *b;       // waits for either
    unsigned left;              // signals until it ends
};

static int next_signal(struct task *task, struct source *source)
{
    if (task_is_canceled(task))
        return -ECANCELED;
    if (!source->signals) {
        waker_set(&source->waker, task);
        return PENDING;
    }
    source->signals--;
    return 0;
}

static int read_signals(struct task *task)
{
    struct reader *r = (struct reader *)task;
    int error, which;

    ASYNC_BEGIN(&task->async);
    while (r->left--) {
        AWAIT_EITHER(which, (error = next_signal(task, r->a)),
                     (error = next_signal(task, r->b)));
        if (error)
            ASYNC_RETURN(error);
        AWAIT(error, timer_sleep(task, &r->timer, 2));
        if (error)
            ASYNC_RETURN(error);
    }
    ASYNC_END(0);
}

static void forget(struct task *task)
{
    struct reader *r = (struct reader *)task;

    r->a->reader = r->b->reader = NULL;
    free(r);
}

static void start_reader(struct source *a, struct source *b)
{
    struct reader *r;

    if (a == b || a->reader || b->reader)
        return;
    r = calloc(1, sizeof(*r));
    task_init(&r->task, "reader", read_signals);
    r->task.ended = forget;
    r->a = a, r->b = b;
    r->left = 1 + (unsigned)fuzz_below(5);
    a->reader = b->reader = r;
    task_start(&r->task);
}

static uint64_t ticks;

static uint64_t read_ticks(void)
{
    return ticks;
}

static const struct clock_source ticking = {
    "ticks", read_ticks, 1000000000,
};

static int once(struct task *task)
{
    (void)task;
    return 0;
}

// Long enough for whoever sleeps, and for all that come after each other.
static void let_all_run(void)
{
    struct task task;

    for (int i = 0; i < 40; i++) {
        ticks++;
        timer_tick();
        task_init(&task, "once", once);
        task_start(&task);
        executor_run(&task);
    }
}

static void do_something(void)
{
    struct source *s = &sources[fuzz_below(SOURCES)];

    switch (fuzz_below(5)) {
    case 0: start_reader(s, &sources[fuzz_below(SOURCES)]); break;
    case 1: case 2: s->signals++; waker_wake(&s->waker); break;
    case 3: if (s->reader) task_cancel(&s->reader->task); break;
    case 4: if (s->reader) task_wake(&s->reader->task); break;
    }
}

TEST(fuzz_tasks)
{
    clock_set_source(&ticking);
    timer_init();
    for (int i = 0; i < fuzz_rounds / 10; i++) {
        for (uint64_t n = fuzz_below(8); n; n--)
            do_something();
        let_all_run();
        for (int s = 0; s < SOURCES; s++)   // nobody has slept through one
            if (sources[s].reader)
                CHECK_EQUAL(sources[s].signals, 0);
    }
}
