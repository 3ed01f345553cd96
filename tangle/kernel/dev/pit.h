// pit.h: the PC's timer, an 8254, on IRQ 0.
#ifndef KERNEL_DEV_PIT_H
#define KERNEL_DEV_PIT_H

#include "kernel/lib/errno.h"

enum { PIT_SLOWEST = 19, PIT_FASTEST = 100000 };

// Lets the timer interrupt so many times a second, as nearly as it can,
// and makes it the clock source. May be called again with another rate;
// time goes on. Returns 0, or with nothing changed: -EINVAL if it cannot
// go so slow or should not go so fast, -EBUSY if IRQ 0 is somebody else's.
MUST_CHECK int pit_init(int hertz);

#endif
