// commands.c: what the monitor can be asked.
#include <stddef.h>
#include "kernel/cpu/cpu.h"
#include "kernel/cpu/irq.h"
#include "kernel/cpu/paging.h"
#include "kernel/cpu/provoke.h"
#include "kernel/cpu/symbols.h"
#include "kernel/dev/input.h"
#include "kernel/lib/console.h"
#include "kernel/mm/heap.h"
#include "kernel/mm/page.h"
#include "kernel/monitor.h"
#include "kernel/task/clock.h"

COMMAND(help, "this list")
{
    const struct command *const *c;

    for (c = commands_start; c < commands_end; c++)
        kprintf("%-10s %s\n", (*c)->name, (*c)->help);
    return 0;
}

COMMAND(crash, "make a mistake: crash null-write")
{
    provoke(m->argument);
    return 0;
}

static void print_time(void)
{
    uint64_t now = clock_now() / (10 * MILLISECOND);

    kprintf("%lu.%02lu s since the start\n", now / 100, now % 100);
}

COMMAND(time, "how long the kernel has been running")
{
    print_time();
    return 0;
}

COMMAND(interrupts, "how many have come, and who handles them")
{
    uint64_t offset;

    for (int irq = 0; irq < IRQ_COUNT; irq++) {
        irq_handler *handler = irq_get_handler(irq);

        if (handler)
            kprintf("IRQ %-2d %-13s %lu\n", irq,
                    symbol_find((uint64_t)handler, &offset),
                    irq_count(irq));
    }
    kprintf("%u spurious\n", irq_spurious());
    if (input_lost())
        kprintf("%u keys were lost\n", input_lost());
    return 0;
}

COMMAND(tasks, "who runs, and where the others wait")
{
    static const char *const states[] = {
        "new", "waits", "ready", "runs", "runs", "ended",
    };
    enum { ROOM = 16 };
    static struct task copies[ROOM];
    size_t count = executor_list(copies, ROOM);

    for (size_t i = 0; i < count && i < ROOM; i++)
        kprintf("%-8s %-6s in line %d, run %u times\n", copies[i].name,
                states[copies[i].state], copies[i].async.line,
                copies[i].runs);
    if (count > ROOM)
        kprintf("and %zu more\n", count - ROOM);
    return 0;
}

COMMAND(memory, "how many pages are free")
{
    kprintf("%zu of %zu pages, %zu of %zu MiB\n", page_count_free(),
            page_count_all(), page_count_free() / 256,
            page_count_all() / 256);
    return 0;
}

COMMAND(heap, "what is allocated, and by whom")
{
    heap_print();
    return 0;
}

COMMAND(map, "which addresses are mapped, and to what")
{
    paging_print(cpu_read_cr3());
    return 0;
}

COMMAND(watch, "the time, every second, until a key is pressed")
{
    int result, which, key;

    ASYNC_BEGIN(&m->async);
    do {
        print_time();
        AWAIT_EITHER(which, (result = input_next(task, &key)),
                     timer_sleep(task, &m->timer, SECOND));
    } while (which == 1);
    timer_stop(&m->timer);
    ASYNC_END(result);
}

enum { COUNTERS = 4 };

static struct counter {
    struct task task;
    struct timer timer;
    unsigned long count;
} counters[COUNTERS];

static int count_tenths(struct task *task)
{
    struct counter *c = (struct counter *)task;
    int error;

    ASYNC_BEGIN(&task->async);
    for (c->count = 0; ; c->count++) {
        AWAIT(error, timer_sleep(task, &c->timer, 100 * MILLISECOND));
        if (error)
            ASYNC_RETURN(error);
    }
    ASYNC_END(0);
}

COMMAND(count, "start a task that counts tenths of a second")
{
    for (size_t i = 0; i < COUNTERS; i++)
        if (!task_has_started(&counters[i].task)) {
            task_init(&counters[i].task, "counter", count_tenths);
            task_start(&counters[i].task);
            return 0;
        }
    kprintf("%d will do\n", COUNTERS);
    return 0;
}

COMMAND(stop, "stop all of them")
{
    int result;

    ASYNC_BEGIN(&m->async);
    for (m->i = 0; m->i < COUNTERS; m->i++) {
        if (!task_has_started(&counters[m->i].task))
            continue;
        task_cancel(&counters[m->i].task);
        AWAIT(result, task_join(task, &counters[m->i].task));
        kprintf("counted to %lu, ended with %d\n",
                counters[m->i].count, result);
    }
    ASYNC_END(0);
}
