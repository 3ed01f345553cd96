// irq.c: from a vector to a device's handler.
#include <stddef.h>
#include "kernel/cpu/interrupts.h"
#include "kernel/cpu/irq.h"
#include "kernel/cpu/trap.h"

static const struct irq_chip *chip;
static irq_handler *handlers[IRQ_COUNT];
static unsigned long counts[IRQ_COUNT];
static unsigned spurious;

static bool on_interrupt(struct trap_frame *frame)
{
    int irq = (int)frame->vector - IRQ_VECTOR;

    if (chip->is_spurious(irq)) {
        spurious++;
        return true;
    }
    counts[irq]++;
    if (handlers[irq])
        handlers[irq](irq);
    chip->end(irq);
    return true;
}

void irq_init(const struct irq_chip *the_chip)
{
    chip = the_chip;
    for (int irq = 0; irq < IRQ_COUNT; irq++)
        trap_set_handler((uint8_t)(IRQ_VECTOR + irq), on_interrupt);
}

int irq_set_handler(int irq, irq_handler *handler)
{
    int result = -EBUSY;

    interrupts_hold();
    if (!handlers[irq]) {
        handlers[irq] = handler;
        chip->enable(irq);
        result = 0;
    }
    interrupts_release();
    return result;
}

unsigned irq_spurious(void)
{
    return spurious;
}

irq_handler *irq_get_handler(int irq)
{
    return handlers[irq];
}

unsigned long irq_count(int irq)
{
    return counts[irq];
}
