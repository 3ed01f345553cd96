// input.h: keys on their way from the devices to who reads them.
#ifndef KERNEL_DEV_INPUT_H
#define KERNEL_DEV_INPUT_H

#include <stdbool.h>
#include "kernel/task/executor.h"

// Appends a key (scancode.h). If nobody has read for long it is lost, and
// counted. Any context.
void input_put(int key);

// Takes the next key, if there is one.
bool input_take(int *key);

// Sleeps until there is a key. Not from an interrupt.
int input_wait(void);

unsigned input_lost(void);

// To be awaited: the next key. 0, or -ECANCELED. One task at a time.
MUST_CHECK int input_next(struct task *task, int *key);

#endif
