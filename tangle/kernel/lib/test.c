// test.c: runs the tests that the linker collected and reports in TAP.
// TAP version 13 specification, testanything.org.
#include "kernel/lib/catch.h"
#include "kernel/lib/console.h"
#include "kernel/lib/test.h"

// Set by the linker: all that TEST() put on the list, by name.
extern const struct test *const tests_start[], *const tests_end[];

static struct {
    bool busy;                  // a run has begun and not ended
    int checks;                 // made by the test that is running
} run;

static bool begins_with(const char *text, const char *prefix)
{
    while (*prefix && *text == *prefix)
        text++, prefix++;
    return !*prefix;
}

static int count_tests(const char *prefix)
{
    int count = 0;

    for (const struct test *const *t = tests_start; t < tests_end; t++)
        count += begins_with((*t)->name, prefix);
    return count;
}

static void call_test(void *test)
{
    ((const struct test *)test)->run();
}

static bool run_one(const struct test *test, int number)
{
    struct catch catch = { .wanted = CATCH_FAILURE };
    bool passed;

    run.checks = 0;
    passed = catch_call(&catch, call_test, (void *)test) == CATCH_NOTHING;
    if (passed && run.checks == 0) {
        kprintf("# %s checks nothing\n", test->name);
        passed = false;
    }
    kprintf("%s %d - %s\n", passed ? "ok" : "not ok", number, test->name);
    return passed;
}

bool test_run(const char *prefix)
{
    int count = count_tests(prefix), number = 0, failed = 0;

    run.busy = true;
    kprintf("TAP version 13\n1..%d\n", count);
    for (const struct test *const *t = tests_start; t < tests_end; t++)
        if (begins_with((*t)->name, prefix))
            failed += !run_one(*t, ++number);
    run.busy = false;
    if (count == 0)
        kprintf("# no test is named %s\n", prefix);
    else
        kprintf("# %d of %d passed\n", count - failed, count);
    return count > 0 && failed == 0;
}

static _Noreturn void fail(void)
{
    catch_throw(catch_find(CATCH_FAILURE), CATCH_FAILURE);
}

void test_check(bool holds, const char *file, int line,
                const char *what)
{
    run.checks++;
    if (holds)
        return;
    kprintf("# %s:%d: %s: does not hold\n", file, line, what);
    fail();
}

void test_check_equal(long got, long wanted, const char *file, int line,
                      const char *what)
{
    run.checks++;
    if (got == wanted)
        return;
    kprintf("# %s:%d: %s: is %ld (0x%lx), not %ld (0x%lx)\n", file, line,
            what, got, got, wanted, wanted);
    fail();
}

void test_check_text(const char *got, const char *wanted,
                     const char *file, int line, const char *what)
{
    run.checks++;
    if (begins_with(got, wanted) && begins_with(wanted, got))
        return;
    kprintf("# %s:%d: %s: is \"%s\", not \"%s\"\n", file, line, what, got,
            wanted);
    fail();
}

void test_bail_out(void)
{
    if (!run.busy)
        return;
    run.busy = false;
    kprintf("Bail out! The kernel cannot go on\n");
    machine_exit(false);
}
