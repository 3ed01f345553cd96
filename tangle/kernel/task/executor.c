// executor.c: runs the tasks that are ready, in the order in which they
// were woken. Allocates nothing.
#include "kernel/cpu/interrupts.h"
#include "kernel/lib/spinlock.h"
#include "kernel/lib/string.h"
#include "kernel/task/executor.h"

static struct spinlock lock = SPINLOCK("executor");
static struct task *first_ready, **last_ready = &first_ready;
static struct task *all;        // that have started and not ended

static void make_ready(struct task *task)
{
    task->state = TASK_READY;
    task->next_ready = NULL;
    *last_ready = task;
    last_ready = &task->next_ready;
}

static void wake(struct task *task)
{
    if (task->state == TASK_WAITING)
        make_ready(task);
    else if (task->state == TASK_RUNNING)
        task->state = TASK_WOKEN;
}

void task_wake(struct task *task)
{
    spin_lock(&lock);
    wake(task);
    spin_unlock(&lock);
}

static void take_off(struct waker *waker)
{
    *waker->link = waker->next;
    if (waker->next)
        waker->next->link = waker->link;
    waker->task = NULL;
}

// The lock is held.
static void hang(struct task *task, struct waker *waker)
{
    if (waker->task == task)
        return;
    if (waker->task)
        panic("%s waits where %s does", task->name, waker->task->name);
    waker->task = task;
    waker->next = task->wakers;
    waker->link = &task->wakers;
    if (waker->next)
        waker->next->link = &waker->next;
    task->wakers = waker;
}

void waker_set(struct waker *waker, struct task *task)
{
    spin_lock(&lock);
    hang(task, waker);
    spin_unlock(&lock);
}

void waker_clear(struct waker *waker)
{
    spin_lock(&lock);
    if (waker->task)
        take_off(waker);
    spin_unlock(&lock);
}

void waker_wake(struct waker *waker)
{
    struct task *task;

    spin_lock(&lock);
    task = waker->task;
    if (task) {
        take_off(waker);
        wake(task);
    }
    spin_unlock(&lock);
}

void task_init(struct task *task, const char *name,
               int (*run)(struct task *task))
{
    memset(task, 0, sizeof(*task));
    task->name = name;
    task->run = run;
}

void task_start(struct task *task)
{
    if (task_has_started(task))
        panic("task %s has been started already", task->name);
    spin_lock(&lock);
    task->async.line = 0;
    task->canceled = false;
    task->next = all;
    task->link = &all;
    if (all)
        all->link = &task->next;
    all = task;
    make_ready(task);
    spin_unlock(&lock);
}

void task_cancel(struct task *task)
{
    spin_lock(&lock);
    task->canceled = true;
    wake(task);
    spin_unlock(&lock);
}

int task_join(struct task *me, struct task *other)
{
    int result = PENDING;

    spin_lock(&lock);
    if (other->state == TASK_ENDED)
        result = other->result;
    else if (task_is_canceled(me))
        result = -ECANCELED;
    else
        hang(me, &other->joiner);
    spin_unlock(&lock);
    return result;
}

static struct task *take_ready(void)
{
    struct task *task;

    spin_lock(&lock);
    task = first_ready;
    if (task) {
        first_ready = task->next_ready;
        if (!first_ready)
            last_ready = &first_ready;
        task->state = TASK_RUNNING;
        task->runs++;
    }
    spin_unlock(&lock);
    return task;
}

static void end(struct task *task, int result)
{
    task->state = TASK_ENDED;
    task->result = result;
    while (task->wakers)
        take_off(task->wakers);
    *task->link = task->next;
    if (task->next)
        task->next->link = task->link;
    if (task->joiner.task) {
        struct task *joiner = task->joiner.task;

        take_off(&task->joiner);
        wake(joiner);
    }
}

static bool run_next(void)
{
    struct task *task = take_ready();
    void (*ended)(struct task *task) = NULL;
    int result;

    if (!task)
        return false;
    result = task->run(task);
    spin_lock(&lock);
    if (result != PENDING) {
        ended = task->ended;
        end(task, result);
    } else if (task->state == TASK_WOKEN) {
        make_ready(task);
    } else {
        task->state = TASK_WAITING;
    }
    spin_unlock(&lock);
    if (ended)
        ended(task);            // here it may give its memory back
    return true;
}

void executor_run(const struct task *until)
{
    while (!until || until->state != TASK_ENDED)
        if (!run_next()) {
            interrupts_hold();
            if (first_ready)
                interrupts_release();
            else
                interrupts_await();
        }
}

size_t executor_list(struct task *copies, size_t room)
{
    size_t count = 0;

    spin_lock(&lock);
    for (struct task *task = all; task; task = task->next, count++)
        if (count < room)
            copies[count] = *task;
    spin_unlock(&lock);
    return count;
}
