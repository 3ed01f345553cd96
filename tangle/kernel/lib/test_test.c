// test_test.c: tests of test.c and catch.c.
#include <stddef.h>
#include "kernel/lib/catch.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/test.h"

static void give_up(void *what)
{
    panic("out of %s", (const char *)what);
}

TEST(test_expects_a_panic)
{
    struct catch catch = { .wanted = CATCH_PANIC };
    long frame = (long)__builtin_frame_address(0);

    CHECK_EQUAL(frame % 16, 0);
    CHECK_EQUAL(catch_call(&catch, give_up, "coffee"), CATCH_PANIC);
    CHECK_TEXT(catch.text, "out of coffee");
    CHECK(!catch_find(CATCH_PANIC));        // and it is over
}

static void fail_deep_down(void *deep)
{
    struct catch inner = { .wanted = CATCH_PANIC };

    if (deep)
        CHECK_EQUAL(2 + 2, 5);
    else
        catch_call(&inner, fail_deep_down, &inner);
}

TEST(test_check_passes_by_a_catch_for_panics)
{
    struct catch outer = { .wanted = CATCH_FAILURE };

    CHECK_EQUAL(catch_call(&outer, fail_deep_down, NULL), CATCH_FAILURE);
    CHECK(catch_find(CATCH_FAILURE) != &outer);
}
