// keyboard.h: a PS/2 keyboard behind an 8042 controller, on IRQ 1.
#ifndef KERNEL_DEV_KEYBOARD_H
#define KERNEL_DEV_KEYBOARD_H

#include "kernel/lib/errno.h"

// From now on its keys go to input_put(). Returns 0, -ENODEV if there is
// no controller, or -EBUSY.
MUST_CHECK int keyboard_init(void);

#endif
