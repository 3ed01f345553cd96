// executor_test.c: tests of async.h, executor.c and timer.c.
#include "kernel/cpu/cpu.h"
#include "kernel/cpu/interrupts.h"
#include "kernel/cpu/trap.h"
#include "kernel/lib/catch.h"
#include "kernel/lib/console.h"
#include "kernel/lib/test.h"
#include "kernel/mm/heap.h"
#include "kernel/mm/page.h"
#include "kernel/task/clock.h"
#include "kernel/task/timer.h"

// Waits for signals, and counts them.
static struct listener {
    struct task task;
    struct waker waker;
    unsigned signals, wanted, seen;
    bool signals_itself;
} listener;

static void signal(struct listener *l)
{
    l->signals++;
    waker_wake(&l->waker);
}

static int next_signal(struct task *task, struct listener *l)
{
    int result = 0;

    interrupts_hold();
    if (task_is_canceled(task)) {
        result = -ECANCELED;
    } else if (l->signals == l->seen) {
        waker_set(&l->waker, task);
        if (l->signals_itself)
            signal(l);              // before PENDING has been returned
        result = PENDING;
    } else {
        l->seen++;
    }
    interrupts_release();
    return result;
}

static int listen(struct task *task)
{
    struct listener *l = (struct listener *)task;
    int error;

    ASYNC_BEGIN(&task->async);
    while (l->seen < l->wanted) {
        AWAIT(error, next_signal(task, l));
        if (error)
            ASYNC_RETURN(error);
    }
    ASYNC_END(7);
}

static void start_listener(unsigned wanted)
{
    listener = (struct listener){ .wanted = wanted };
    task_init(&listener.task, "listener", listen);
    task_start(&listener.task);
}

static struct task idle;

static int once(struct task *task)
{
    (void)task;
    return 0;
}

// Lets everybody run until nobody has anything to do.
static void settle(void)
{
    for (int i = 0; i < 4; i++) {
        task_init(&idle, "idle", once);
        task_start(&idle);
        executor_run(&idle);
    }
}

TEST(task_runs_when_woken)
{
    start_listener(2);
    CHECK_EQUAL(listener.task.state, TASK_READY);
    settle();
    CHECK_EQUAL(listener.task.state, TASK_WAITING);
    task_wake(&listener.task);          // for no reason
    settle();
    CHECK_EQUAL(listener.seen, 0);
    signal(&listener);
    settle();
    CHECK_EQUAL(listener.seen, 1);
    signal(&listener);
    executor_run(&listener.task);
    CHECK_EQUAL(listener.task.result, 7);
    CHECK_EQUAL(listener.task.runs, 4);
    signal(&listener);                  // to nobody
}

TEST(task_may_be_woken_while_it_runs)
{
    start_listener(100);
    listener.signals_itself = true;
    executor_run(&listener.task);
    CHECK_EQUAL(listener.seen, 100);
}

TEST(task_that_is_canceled_ends)
{
    start_listener(2);
    settle();
    CHECK(listener.waker.task == &listener.task);
    task_cancel(&listener.task);
    CHECK(task_has_started(&listener.task));
    executor_run(&listener.task);
    CHECK_EQUAL(listener.task.result, -ECANCELED);
    CHECK(!listener.waker.task);        // nothing points to it any more
    waker_wake(&listener.waker);
}

static void start_twice(void *unused)
{
    (void)unused;
    task_start(&listener.task);
}

TEST(task_is_started_once)
{
    struct catch catch = { .wanted = CATCH_PANIC };

    start_listener(1);
    CHECK_EQUAL(catch_call(&catch, start_twice, NULL), CATCH_PANIC);
    signal(&listener);
    executor_run(&listener.task);
    CHECK_EQUAL(catch_call(&catch, start_twice, NULL), CATCH_NOTHING);
    executor_run(&listener.task);
}

static int await_listener(struct task *task)
{
    int result;

    ASYNC_BEGIN(&task->async);
    AWAIT(result, task_join(task, &listener.task));
    ASYNC_END(result + 1);
}

TEST(task_is_joined)
{
    static struct task joiner;

    start_listener(1);
    task_init(&joiner, "joiner", await_listener);
    task_start(&joiner);
    settle();
    CHECK_EQUAL(joiner.state, TASK_WAITING);
    signal(&listener);
    executor_run(&joiner);
    CHECK_EQUAL(joiner.result, 8);
    task_start(&joiner);                // it has ended by now
    executor_run(&joiner);
    CHECK_EQUAL(joiner.result, 8);
}

static struct sleeper {
    struct task task;
    struct timer timer;
    uint64_t time, woke;
} sleepers[20];

static int sleep_once(struct task *task)
{
    struct sleeper *s = (struct sleeper *)task;
    int error;

    ASYNC_BEGIN(&task->async);
    AWAIT(error, timer_sleep(task, &s->timer, s->time));
    s->woke = clock_now();
    ASYNC_END(error);
}

static void start_sleeper(struct sleeper *s, uint64_t time)
{
    *s = (struct sleeper){ .time = time };
    task_init(&s->task, "sleeper", sleep_once);
    task_start(&s->task);
}

enum { TICK = 9900000 };        // nanoseconds, nearly

TEST(timer_is_never_early)
{
    uint64_t begun = clock_now();

    for (size_t i = 0; i < 20; i++)
        start_sleeper(&sleepers[i], (i * 7 % 20) * 10 * MILLISECOND);
    for (size_t i = 0; i < 20; i++) {
        executor_run(&sleepers[i].task);
        CHECK_EQUAL(sleepers[i].task.result, 0);
        CHECK(sleepers[i].woke >= begun + sleepers[i].time + TICK);
    }
}

TEST(timer_is_stopped_with_its_task)
{
    start_sleeper(&sleepers[0], 1000 * SECOND);
    settle();
    CHECK_EQUAL(sleepers[0].timer.state, TIMER_RUNNING);
    task_cancel(&sleepers[0].task);
    executor_run(&sleepers[0].task);
    CHECK_EQUAL(sleepers[0].task.result, -ECANCELED);
    CHECK_EQUAL(sleepers[0].timer.state, TIMER_IDLE);
}

enum { MANY = 1000 };

static struct many {
    struct task task;
    struct waker waker;
    bool go;
} *many[MANY];

static unsigned many_ended;

static int await_go(struct task *task)
{
    struct many *m = (struct many *)task;

    if (m->go)
        return 0;
    waker_set(&m->waker, task);
    return PENDING;
}

static void free_one(struct task *task)
{
    many_ended++;
    kfree(task);
}

static void run_many(void)
{
    for (int i = 0; i < MANY; i++) {
        many[i] = kzalloc(sizeof(*many[i]));
        task_init(&many[i]->task, "many", await_go);
        many[i]->task.ended = free_one;
        task_start(&many[i]->task);
    }
    settle();
    for (int i = 0; i < MANY; i++) {
        many[i]->go = true;
        waker_wake(&many[i]->waker);
    }
    settle();
}

TEST(bench_tasks)
{
    size_t objects = heap_count(), pages;
    uint64_t from;

    run_many();                         // the heap has grown by now
    pages = page_count_free();
    many_ended = 0;
    from = cpu_read_tsc();
    for (int round = 0; round < 100; round++)
        run_many();
    kprintf("# task_life %lu\n", (cpu_read_tsc() - from) / 100000);
    kprintf("# task_bytes %zu\n", sizeof(struct task));
    CHECK_EQUAL(many_ended, 100000);
    CHECK_EQUAL(heap_count(), objects);
    CHECK_EQUAL(page_count_free(), pages);
}

static uint64_t woken_at, ran_at;

static int note_time(struct task *task)
{
    int error;

    ASYNC_BEGIN(&task->async);
    AWAIT(error, next_signal(task, &listener));
    ran_at = cpu_read_tsc();
    ASYNC_END(error);
}

static bool signal_from_trap(struct trap_frame *frame)
{
    (void)frame;
    woken_at = cpu_read_tsc();
    signal(&listener);
    return true;
}

TEST(bench_wake)
{
    listener = (struct listener){ 0 };
    task_init(&listener.task, "bench", note_time);
    trap_set_handler(200, signal_from_trap);
    for (int i = 0; i < 2; i++) {       // the first one warms up
        task_start(&listener.task);
        settle();
        __asm__ volatile("int $200");
        executor_run(&listener.task);
    }
    trap_set_handler(200, NULL);
    kprintf("# wake_to_run %lu\n", ran_at - woken_at);
    CHECK(ran_at > woken_at);
}

TEST(bench_timers)
{
    static struct pairing_node nodes[1000];
    struct pairing_heap heap = { NULL };

    for (int count = 10; count <= 1000; count *= 10) {
        uint64_t from = cpu_read_tsc();

        for (int i = 0; i < count; i++) {
            nodes[i].key = (uint64_t)i * 7919 % 1009;
            pairing_add(&heap, &nodes[i]);
        }
        while (heap.least)
            pairing_remove(&heap, heap.least);
        kprintf("# timer_of_%d %lu\n", count,
                (cpu_read_tsc() - from) / (unsigned)count);
    }
    CHECK(!heap.least);
}
