// test.h: tests that are part of the kernel, and their verdict.
#ifndef KERNEL_LIB_TEST_H
#define KERNEL_LIB_TEST_H

#include <stdbool.h>

struct test {
    const char *name;
    void (*run)(void);
};

// TEST(format_pads) { … } defines a test and puts it on the linker's list.
// The list is one of pointers: those have no gaps between them, whatever
// alignment a compiler likes for a struct.
#define TEST(name)                                                       \
    static void test_##name(void);                                       \
    static const struct test about_##name = { #name, test_##name };      \
    static const struct test *const listed_##name                        \
        __attribute__((used, section("tests." #name))) = &about_##name;  \
    static void test_##name(void)

// The first check that does not hold ends the test. A test that checks
// nothing has not passed.
#define CHECK(condition)                                                 \
    test_check(condition, __FILE__, __LINE__, #condition)
#define CHECK_EQUAL(got, wanted)                                         \
    test_check_equal((long)(got), (long)(wanted), __FILE__, __LINE__,    \
                     #got)
#define CHECK_TEXT(got, wanted)                                          \
    test_check_text(got, wanted, __FILE__, __LINE__, #got)

void test_check(bool holds, const char *file, int line,
                const char *what);
void test_check_equal(long got, long wanted, const char *file, int line,
                      const char *what);
void test_check_text(const char *got, const char *wanted,
                     const char *file, int line, const char *what);

// Runs the tests whose names begin with `prefix` and reports in TAP.
// Returns true if there was at least one and all passed.
bool test_run(const char *prefix);

// To be called by whoever stops the machine: ends a running test run as
// failed. Returns if none is running.
void test_bail_out(void);

// Ends the emulator with a verdict, or stops the machine if there is no
// emulator. Not in lib: the machine below supplies it.
_Noreturn void machine_exit(bool passed);

#endif
