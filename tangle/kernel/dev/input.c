// input.c: a queue of keys.
#include "kernel/cpu/interrupts.h"
#include "kernel/dev/input.h"
#include "kernel/lib/spinlock.h"

enum { ROOM = 256 };            // a power of two

static struct spinlock lock = SPINLOCK("input");
static int keys[ROOM];
static unsigned put, taken;     // how many ever; they may wrap around
static unsigned lost;

static struct waker reader;

void input_put(int key)
{
    spin_lock(&lock);
    if (put - taken < ROOM)
        keys[put++ % ROOM] = key;
    else
        lost++;
    spin_unlock(&lock);
    waker_wake(&reader);
}

bool input_take(int *key)
{
    bool there;

    spin_lock(&lock);
    there = put != taken;
    if (there)
        *key = keys[taken++ % ROOM];
    spin_unlock(&lock);
    return there;
}

int input_wait(void)
{
    int key;

    for (;;) {
        interrupts_hold();
        if (input_take(&key)) {
            interrupts_release();
            return key;
        }
        interrupts_await();
    }
}

unsigned input_lost(void)
{
    return lost;
}

int input_next(struct task *task, int *key)
{
    int result = 0;

    spin_lock(&lock);
    if (task_is_canceled(task)) {
        result = -ECANCELED;
    } else if (put != taken) {
        *key = keys[taken++ % ROOM];
    } else {
        waker_set(&reader, task);
        result = PENDING;
    }
    spin_unlock(&lock);
    return result;
}
