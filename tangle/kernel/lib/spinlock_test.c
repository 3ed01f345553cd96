// spinlock_test.c: tests of spinlock.c.
#include <stddef.h>
#include "kernel/lib/catch.h"
#include "kernel/lib/spinlock.h"
#include "kernel/lib/test.h"

static struct spinlock lock = SPINLOCK("test");

static void take_twice(void *unused)
{
    (void)unused;
    spin_lock(&lock);
    spin_lock(&lock);
}

TEST(spinlock_refuses_to_wait_for_itself)
{
    struct catch catch = { .wanted = CATCH_PANIC };
    int holds = machine_holds();

    CHECK_EQUAL(catch_call(&catch, take_twice, NULL), CATCH_PANIC);
    CHECK_TEXT(catch.text, "test lock: taken twice by processor 0");
    CHECK_EQUAL(machine_holds(), holds);
    CHECK(spin_is_mine(&lock));
    machine_hold_interrupts();              // the throw put one back
    spin_unlock(&lock);
    CHECK(!spin_is_mine(&lock));
}
