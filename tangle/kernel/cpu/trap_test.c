// trap_test.c: tests of everything between the processor and C.
#include <stddef.h>
#include "kernel/cpu/cpu.h"
#include "kernel/cpu/exception.h"
#include "kernel/cpu/probe.h"
#include "kernel/cpu/provoke.h"
#include "kernel/cpu/symbols.h"
#include "kernel/cpu/trap.h"
#include "kernel/lib/catch.h"
#include "kernel/lib/console.h"
#include "kernel/lib/test.h"

enum { FETCH = 0x10 };          // in a page fault's error code, where pages
                                // can forbid it

static void run_mistake(void *mistake)
{
    ((const struct provocation *)mistake)->run();
}

TEST(trap_has_the_right_vector)
{
    for (const struct provocation *p = provocations; p->name; p++) {
        struct catch catch = { .wanted = CATCH_TRAP };
        uint64_t cr0 = cpu_read_cr0();

        kprintf("# %s\n", p->name);
        catch_call(&catch, run_mistake, (void *)p);
        cpu_write_cr0(cr0);
        if (catch.end == CATCH_NOTHING)
            CHECK_EQUAL(p->vector, BREAKPOINT);     // the only one
        else
            CHECK_EQUAL(catch.trap, p->vector);
        if (p->vector == PAGE_FAULT)
            catch.error &= ~(unsigned long)FETCH;
        CHECK_EQUAL(catch.error, p->error);
    }
}

static struct trap_frame seen;

static bool look(struct trap_frame *frame)
{
    seen = *frame;
    frame->rbx = 0x1234;
    return true;
}

TEST(trap_shows_and_restores_registers)
{
    uint64_t a = 1, b = 2, c = 3, flags_before, flags_after;

    trap_set_handler(200, look);
    __asm__ volatile("std; pushfq; popq %3; int $200; pushfq; popq %4; cld"
                     : "+a"(a), "+b"(b), "+c"(c), "=&r"(flags_before),
                       "=&r"(flags_after) :: "memory", "cc");
    trap_set_handler(200, NULL);
    CHECK_EQUAL(seen.vector, 200);
    CHECK_EQUAL(seen.error, 0);
    CHECK_EQUAL(seen.rax, 1);
    CHECK_EQUAL(seen.rbx, 2);
    CHECK_EQUAL(a, 1);
    CHECK_EQUAL(b, 0x1234);     // what a handler changes is changed
    CHECK_EQUAL(c, 3);
    CHECK_EQUAL(flags_before, flags_after);
    CHECK_EQUAL(seen.rsp % 8, 0);
}

TEST(probe_reads_only_what_is_there)
{
    uint64_t value = 0x1122334455667788, copy = 0;

    CHECK(probe_read(&copy, &value, sizeof(value)));
    CHECK_EQUAL(copy, value);
    CHECK(!probe_read(&copy, NULL, 1));
    CHECK(!probe_read(&copy, (void *)0x0123456789abcdef, 8));
}

TEST(symbols_name_functions)
{
    uint64_t offset = 99;

    CHECK_TEXT(symbol_find((uint64_t)symbol_find, &offset), "symbol_find");
    CHECK_EQUAL(offset, 0);
    CHECK_TEXT(symbol_find((uint64_t)trap_handle + 3, &offset),
               "trap_handle");
    CHECK_EQUAL(offset, 3);
    CHECK(!symbol_find(0, &offset));
    CHECK(!symbol_find((uint64_t)&seen, &offset));
}
