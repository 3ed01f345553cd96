// spinlock.h: one at a time, also on many processors and against our own
// interrupts.
#ifndef KERNEL_LIB_SPINLOCK_H
#define KERNEL_LIB_SPINLOCK_H

#include <stdatomic.h>
#include <stdbool.h>

struct spinlock {
    const char *name;
    atomic_int owner;           // the processor's number + 1, or 0: free
};

#define SPINLOCK(its_name) { .name = its_name }

// Waits until the lock is free and takes it. Until it is given back this
// processor gets no interrupts; so keep it shortly, and never sleep.
// Taking a lock twice would wait forever; it is a panic.
void spin_lock(struct spinlock *lock);
void spin_unlock(struct spinlock *lock);

// Does this processor have it?
bool spin_is_mine(const struct spinlock *lock);

// Not in lib, the machine below supplies them: holds as in interrupts.h,
// how many there are, to be put back by a catch; and who we are.
void machine_hold_interrupts(void);
void machine_release_interrupts(void);
int machine_holds(void);
void machine_set_holds(int holds);
int machine_processor(void);

#endif
