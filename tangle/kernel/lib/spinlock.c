// spinlock.c: locks that wait by trying again.
#include "kernel/lib/panic.h"
#include "kernel/lib/spinlock.h"

bool spin_is_mine(const struct spinlock *lock)
{
    return atomic_load_explicit(&lock->owner, memory_order_relaxed)
        == machine_processor() + 1;
}

void spin_lock(struct spinlock *lock)
{
    int nobody;

    machine_hold_interrupts();
    if (spin_is_mine(lock))
        panic("%s lock: taken twice by processor %d", lock->name,
              machine_processor());
    do {
        nobody = 0;
    } while (!atomic_compare_exchange_weak_explicit(&lock->owner, &nobody,
                 machine_processor() + 1,
                 memory_order_acquire, memory_order_relaxed));
}

void spin_unlock(struct spinlock *lock)
{
    if (!spin_is_mine(lock))
        panic("%s lock: given back by one who has it not", lock->name);
    atomic_store_explicit(&lock->owner, 0, memory_order_release);
    machine_release_interrupts();
}
