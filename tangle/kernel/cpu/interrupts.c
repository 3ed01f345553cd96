// interrupts.c: counted holds.
#include "kernel/cpu/cpu.h"
#include "kernel/cpu/interrupts.h"
#include "kernel/cpu/this_cpu.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/spinlock.h"

bool interrupts_are_on(void)
{
    return cpu_flags() & FLAGS_IF;
}

void interrupts_hold(void)
{
    bool were_on = interrupts_are_on();

    cpu_interrupts_off();
    if (this_cpu()->holds++ == 0)
        this_cpu()->were_on = were_on;
}

void interrupts_release(void)
{
    if (interrupts_are_on() || this_cpu()->holds == 0)
        panic("interrupts released that were not held");
    if (--this_cpu()->holds == 0 && this_cpu()->were_on)
        cpu_interrupts_on();
}

void interrupts_await(void)
{
    if (this_cpu()->holds != 1)
        panic("asleep with %d holds on interrupts", this_cpu()->holds);
    this_cpu()->holds = 0;
    cpu_interrupts_on_and_halt();
}

void machine_hold_interrupts(void)
{
    interrupts_hold();
}

void machine_release_interrupts(void)
{
    interrupts_release();
}

int machine_holds(void)
{
    return this_cpu()->holds;
}

void machine_set_holds(int holds)
{
    this_cpu()->holds = holds;
}

int machine_processor(void)
{
    return this_cpu()->number;
}
