// uart.h: the PC's serial line, a 16550 or one of its many descendants.
#ifndef KERNEL_DEV_UART_H
#define KERNEL_DEV_UART_H

#include "kernel/lib/errno.h"

// Brings up COM1 at 115,200 baud, 8 bits, no parity, 1 stop bit, and adds
// it to the consoles. Returns 0, or -ENODEV if nothing answers there.
MUST_CHECK int uart_init(void);

// From now on what is typed on COM1 goes to input_put(). After
// uart_init(). Returns 0, -ENODEV if nothing answers there, or -EBUSY.
MUST_CHECK int uart_listen(void);

#endif
