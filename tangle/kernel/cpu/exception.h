// exception.h: the processor's exceptions by name. SDM 3A §6.15; AMD64
// Architecture Programmer's Manual 2 §8.2 for what only AMD has.
#ifndef KERNEL_CPU_EXCEPTION_H
#define KERNEL_CPU_EXCEPTION_H

#include "kernel/cpu/trap.h"

enum { BREAKPOINT = 3, DOUBLE_FAULT = 8, PAGE_FAULT = 14 };

// Handles the exceptions that are nobody's mistake.
void exception_init(void);

// Prints what happened, in words: two lines for an exception with an error
// code, else one. For page faults CR2 must be the faulting address.
void exception_describe(const struct trap_frame *frame);

#endif
