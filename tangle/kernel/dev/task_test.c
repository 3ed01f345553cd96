// task_test.c: tests of the executor with devices.
#include "kernel/cpu/interrupts.h"
#include "kernel/cpu/irq.h"
#include "kernel/cpu/port.h"
#include "kernel/lib/test.h"
#include "kernel/task/executor.h"

enum { INDEX = 0x70, VALUE = 0x71, REGISTER_A = 10, REGISTER_B = 11,
       REGISTER_C = 12, RATE_8192 = 0x23, PERIODIC = 0x40, RTC_IRQ = 8 };

static struct waker bell;
static volatile bool rung;

static uint8_t rtc_read(uint8_t number)
{
    port_write8(INDEX, number);
    return port_read8(VALUE);
}

static void rtc_write(uint8_t number, uint8_t value)
{
    port_write8(INDEX, number);
    port_write8(VALUE, value);
}

static void on_bell(int irq)
{
    (void)irq;
    rung = true;
    waker_wake(&bell);
}

// Lets it ring once more.
static void wind(void)
{
    interrupts_hold();
    rung = false;
    rtc_read(REGISTER_C);
    interrupts_release();
}

static int await_bell(struct task *task)
{
    int result = 0;

    interrupts_hold();
    if (!rung) {
        waker_set(&bell, task);
        result = PENDING;
    }
    interrupts_release();
    return result;
}

// The timer is kept quiet: it would end a sleep that nobody else ends.
static void mask_timer(bool masked)
{
    uint8_t mask = port_read8(0x21);

    port_write8(0x21, masked ? mask | 1 : mask & ~1);
}

TEST(executor_wakes_up_whenever_the_bell_rings)
{
    static struct task task;

    CHECK_EQUAL(irq_set_handler(RTC_IRQ, on_bell), 0);
    mask_timer(true);
    rtc_write(REGISTER_A, RATE_8192);
    rtc_write(REGISTER_B, rtc_read(REGISTER_B) | PERIODIC);
    task_init(&task, "bell", await_bell);
    for (unsigned i = 0; i < 1000; i++) {
        task_start(&task);
        wind();
        for (volatile unsigned n = i * 7919 % 50000; n; n--)
            ;                       // so that it rings at another moment
        executor_run(&task);
    }
    rtc_write(REGISTER_B, rtc_read(REGISTER_B) & ~PERIODIC);
    wind();
    mask_timer(false);
    CHECK(!rung);
}
