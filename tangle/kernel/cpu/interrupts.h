// interrupts.h: whether this processor may be interrupted.
#ifndef KERNEL_CPU_INTERRUPTS_H
#define KERNEL_CPU_INTERRUPTS_H

#include <stdbool.h>

// From the first hold to the last release no interrupt comes; after it
// they come again if they came before. Any context.
void interrupts_hold(void);
void interrupts_release(void);

// For idle loops. Ends the caller's only hold and sleeps until an interrupt
// has come: one that comes before the sleep ends it at once. Interrupts
// are on afterwards.
void interrupts_await(void);

bool interrupts_are_on(void);

#endif
