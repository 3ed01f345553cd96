// irq.h: interrupts from devices, whatever chip they come through.
#ifndef KERNEL_CPU_IRQ_H
#define KERNEL_CPU_IRQ_H

#include <stdbool.h>
#include "kernel/lib/errno.h"

enum { IRQ_COUNT = 16, IRQ_VECTOR = 32 };   // IRQ n has vector 32 + n

// What collects the devices' interrupts. All functions are called with
// interrupts off.
struct irq_chip {
    const char *name;
    void (*enable)(int irq);
    void (*disable)(int irq);
    bool (*is_spurious)(int irq);   // did nobody ask? Then no end() follows
    void (*end)(int irq);           // may ask again
};

// Called in an interrupt, with interrupts off, before the chip's end().
typedef void irq_handler(int irq);

// Sends all interrupts through this chip. They stay disabled one by one.
void irq_init(const struct irq_chip *chip);

// Calls the handler from now on and enables the interrupt. Returns 0, or
// -EBUSY if somebody handles it already. Any context.
MUST_CHECK int irq_set_handler(int irq, irq_handler *handler);

// Who handles it, or NULL; and how many of them have come.
irq_handler *irq_get_handler(int irq);
unsigned long irq_count(int irq);

// How many have come that nobody had asked for.
unsigned irq_spurious(void);

#endif
