// pit.c: the 8254 timer. Intel 8254 data sheet, order number 231164.
#include <stdatomic.h>
#include <stdbool.h>
#include "kernel/cpu/interrupts.h"
#include "kernel/cpu/irq.h"
#include "kernel/cpu/port.h"
#include "kernel/dev/pit.h"
#include "kernel/task/clock.h"
#include "kernel/task/timer.h"

enum {
    CHANNEL_0 = 0x40, CONTROL = 0x43,
    RATE_GENERATOR = 0x34,      // channel 0, low byte then high, mode 2
    INPUT_HERTZ = 1193182,
    TIMER_IRQ = 0,
};

static unsigned divisor;        // input pulses in a tick
static atomic_ulong pulses;     // input pulses until the last tick

static uint64_t read_pulses(void)
{
    return pulses;
}

static const struct clock_source pit = {
    "8254", read_pulses, INPUT_HERTZ,
};

static void on_tick(int irq)
{
    (void)irq;
    pulses += divisor;
    timer_tick();
}

static void set_divisor(unsigned wanted)
{
    divisor = wanted;
    port_write8(CONTROL, RATE_GENERATOR);
    port_write8(CHANNEL_0, wanted & 0xff);
    port_write8(CHANNEL_0, wanted >> 8);
}

int pit_init(int hertz)
{
    static bool running;
    int result = 0;

    if (hertz < PIT_SLOWEST || hertz > PIT_FASTEST)
        return -EINVAL;
    interrupts_hold();
    if (!running)
        result = irq_set_handler(TIMER_IRQ, on_tick);
    if (result == 0) {
        running = true;
        set_divisor((INPUT_HERTZ + (unsigned)hertz / 2) / (unsigned)hertz);
        clock_set_source(&pit);
    }
    interrupts_release();
    return result;
}
