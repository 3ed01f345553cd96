// crash.h: the end, when it was a trap that nobody handled.
#ifndef KERNEL_CPU_CRASH_H
#define KERNEL_CPU_CRASH_H

#include "kernel/cpu/trap.h"

// Reports what can be known and stops the machine. Traps while reporting
// lead to less of a report, never to a loop.
_Noreturn void crash(const struct trap_frame *frame);

#endif
