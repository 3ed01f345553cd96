// backtrace.h: who called.
#ifndef KERNEL_CPU_BACKTRACE_H
#define KERNEL_CPU_BACKTRACE_H

#include "kernel/cpu/trap.h"

// Prints a line for the trap's instruction and one for each caller, by
// following the frame pointers. Reads only with probe_read(), so that the
// frame may hold any values.
void backtrace_print(const struct trap_frame *trap);

#endif
