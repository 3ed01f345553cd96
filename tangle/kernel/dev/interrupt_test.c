// interrupt_test.c: tests of the interrupt controller, the timer and the
// keyboard, with the devices that are there.
#include <stddef.h>
#include <stdint.h>
#include "kernel/cpu/cpu.h"
#include "kernel/cpu/interrupts.h"
#include "kernel/cpu/irq.h"
#include "kernel/cpu/port.h"
#include "kernel/cpu/trap.h"
#include "kernel/dev/input.h"
#include "kernel/dev/pit.h"
#include "kernel/lib/console.h"
#include "kernel/lib/spinlock.h"
#include "kernel/lib/test.h"
#include "kernel/task/clock.h"

TEST(interrupts_are_held_until_the_last_release)
{
    CHECK(interrupts_are_on());
    interrupts_hold();
    interrupts_hold();
    interrupts_release();
    CHECK(!interrupts_are_on());
    interrupts_release();
    CHECK(interrupts_are_on());
}

static int rtc_seconds(void)
{
    int value;

    interrupts_hold();
    port_write8(0x70, 0);                   // register 0
    value = port_read8(0x71);
    interrupts_release();
    return value;
}

// What the time-stamp counter says when the next tick has come.
static uint64_t await_tick(void)
{
    uint64_t then = clock_now();

    while (clock_now() == then)
        cpu_interrupts_on_and_halt();
    return cpu_read_tsc();
}

// From the timer's start to its second tick, or longer.
static uint64_t time_two_ticks(void)
{
    uint64_t from = cpu_read_tsc();

    CHECK_EQUAL(pit_init(100), 0);
    await_tick();
    return await_tick() - from;
}

static uint64_t measure_two_ticks(void)
{
    uint64_t shortest = time_two_ticks();

    for (int i = 1; i < 20; i++) {
        uint64_t took = time_two_ticks();

        if (took < shortest)
            shortest = took;
    }
    return shortest;
}

static uint64_t await_second(void)
{
    int second = rtc_seconds();
    uint64_t now;

    do {
        now = await_tick();
    } while (rtc_seconds() == second);
    return now;
}

static uint64_t measure_second(void)
{
    uint64_t from;

    CHECK_EQUAL(pit_init(1000), 0);         // to look so often
    from = await_second();
    return await_second() - from;
}

TEST(pit_agrees_with_the_rtc)
{
    bool right = false;

    for (int i = 0; i < 10 && !right; i++) {
        uint64_t rate = 20 * measure_second() / measure_two_ticks();

        kprintf("# %lu.%lu ticks in a second\n", rate / 10, rate % 10);
        right = rate >= 980 && rate <= 1020;
    }
    CHECK_EQUAL(pit_init(100), 0);
    CHECK(right);
}

TEST(pit_refuses_what_it_cannot)
{
    CHECK_EQUAL(pit_init(18), -EINVAL);
    CHECK_EQUAL(pit_init(1000000), -EINVAL);
}

TEST(irq_7_and_15_may_be_spurious)
{
    unsigned before = irq_spurious();
    uint64_t then;

    __asm__ volatile("int $39; int $47; int $39");
    CHECK_EQUAL(irq_spurious() - before, 3);
    then = clock_now();
    while (clock_now() == then)
        ;                       // the timer still comes
    CHECK(irq_set_handler(0, NULL) < 0);
}

static void type(uint8_t code)
{
    while (port_read8(0x64) & 3)
        ;
    port_write8(0x64, 0xd2);
    while (port_read8(0x64) & 2)
        ;
    port_write8(0x60, code);
}

TEST(keyboard_loses_nothing_in_a_timer_storm)
{
    int right = 0, key;

    CHECK_EQUAL(pit_init(10000), 0);
    for (int i = 0; i < 1000; i++) {
        uint64_t then = clock_now();

        type(0x1e + i % 9);                 // a s d f g h j k l
        type(0x9e + i % 9);
        while (!input_take(&key))
            ;
        right += key == "asdfghjkl"[i % 9];
        while (clock_now() == then)
            ;                               // a tick for each key
    }
    CHECK_EQUAL(pit_init(100), 0);
    CHECK_EQUAL(right, 1000);
    CHECK_EQUAL(input_lost(), 0);
}

static bool nothing(struct trap_frame *frame)
{
    (void)frame;
    return true;
}

TEST(bench_trap)
{
    uint64_t from, took;

    trap_set_handler(200, nothing);
    interrupts_hold();
    from = cpu_read_tsc();
    for (int i = 0; i < 1000; i++)
        __asm__ volatile("int $200");
    took = cpu_read_tsc() - from;
    interrupts_release();
    trap_set_handler(200, NULL);
    kprintf("# trap_round_trip %lu\n", took / 1000);
    CHECK(took > 0);
}

TEST(input_wakes_who_waits)
{
    cpu_interrupts_off();
    type(0x1e);
    CHECK_EQUAL(input_wait(), 'a');
    type(0x9e);
    CHECK(interrupts_are_on());
    CHECK_EQUAL(machine_holds(), 0);
}
