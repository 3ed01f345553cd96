// this_cpu.h: what each processor has for itself. There is one so far;
// chapter 17 brings more, and this accessor is all that changes.
#ifndef KERNEL_CPU_THIS_CPU_H
#define KERNEL_CPU_THIS_CPU_H

#include <stdbool.h>

struct cpu {
    int number;                 // from 0
    int holds;                  // interrupts_hold() less ..._release()
    bool were_on;               // interrupts, before the first hold
};

// Only with interrupts off: else the answer may be old when it is used.
struct cpu *this_cpu(void);

#endif
