// timer.c: who sleeps until when.
#include "kernel/lib/spinlock.h"
#include "kernel/task/clock.h"
#include "kernel/task/timer.h"

static struct spinlock lock = SPINLOCK("timers");
static struct pairing_heap running;     // by when they end
static uint64_t latest, before;         // the last two ticks

static void stop(struct timer *timer)
{
    if (timer->state == TIMER_RUNNING)
        pairing_remove(&running, &timer->node);
    timer->state = TIMER_IDLE;
    waker_clear(&timer->waker);
}

void timer_stop(struct timer *timer)
{
    spin_lock(&lock);
    stop(timer);
    spin_unlock(&lock);
}

int timer_sleep(struct task *task, struct timer *timer,
                uint64_t nanoseconds)
{
    int result = task_is_canceled(task) ? -ECANCELED : PENDING;

    spin_lock(&lock);
    if (result == PENDING && timer->state == TIMER_IDLE) {
        timer->node.key = clock_now() + nanoseconds;
        timer->state = TIMER_RUNNING;
        pairing_add(&running, &timer->node);
    }
    if (result == PENDING && timer->state == TIMER_EXPIRED)
        result = 0;
    if (result == PENDING)
        waker_set(&timer->waker, task);
    else
        stop(timer);
    spin_unlock(&lock);
    return result;
}

static struct waker ticked;
static bool unseen;             // a tick that the task has not seen

void timer_tick(void)
{
    spin_lock(&lock);
    before = latest;
    latest = clock_now();
    unseen = true;
    waker_wake(&ticked);
    spin_unlock(&lock);
}

static int next_tick(struct task *task)
{
    int result = 0;

    spin_lock(&lock);
    if (!unseen) {
        waker_set(&ticked, task);
        result = PENDING;
    }
    unseen = false;
    spin_unlock(&lock);
    return result;
}

// Lets the first one expire whose time has surely come.
static bool expire_one(void)
{
    struct pairing_node *node;
    bool due;

    spin_lock(&lock);
    node = running.least;
    due = node && node->key <= before;
    if (due) {
        struct timer *timer = (struct timer *)node;

        pairing_remove(&running, node);
        timer->state = TIMER_EXPIRED;
        waker_wake(&timer->waker);
    }
    spin_unlock(&lock);
    return due;
}

// Some of them; whether there may be more.
static bool expire_some(void)
{
    int count = 0;

    while (count < 32 && expire_one())
        count++;
    return count == 32;
}

static int expire_all(struct task *task)
{
    int result;

    ASYNC_BEGIN(&task->async);
    for (;;) {
        AWAIT(result, next_tick(task));
        while (expire_some())
            ASYNC_YIELD(task);
    }
    ASYNC_END(result);
}

void timer_init(void)
{
    static struct task task;

    task_init(&task, "timers", expire_all);
    task_start(&task);
}
