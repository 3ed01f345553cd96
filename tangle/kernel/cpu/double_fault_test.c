// double_fault_test.c: which pairs of exceptions make a double fault.
// SDM 3A §6.15, interrupt 8, tables 6-4 and 6-5.
#include <stddef.h>
#include "kernel/cpu/cpu.h"
#include "kernel/cpu/guard.h"
#include "kernel/cpu/idt.h"
#include "kernel/cpu/provoke.h"
#include "kernel/cpu/trap.h"
#include "kernel/cpu/tss.h"
#include "kernel/lib/catch.h"
#include "kernel/lib/console.h"
#include "kernel/lib/test.h"

enum { DF = 8, NP = 11, GP = 13, PF = 14 };

// Delivery through this gate then causes exception `second`.
static void break_gate(struct gate *gate, int second)
{
    if (second == NP)
        gate->type &= 0x7f;                 // the present bit
    else if (second == GP)
        gate->selector = 0;
    else
        gate->stack = IST_FREE;             // a stack that is not there
}

static void run_mistake(void *mistake)
{
    ((const struct provocation *)mistake)->run();
}

static int outcome(const char *name, int second)
{
    struct catch catch = { .wanted = CATCH_TRAP };
    const struct provocation *first = provocation_find(name);
    struct gate *gate, whole;

    CHECK(first);
    gate = idt_gate(first->vector);
    whole = *gate;
    tss_set_stack(IST_FREE, 0x1000);
    break_gate(gate, second);
    catch_call(&catch, run_mistake, (void *)first);
    *gate = whole;
    return catch.end == CATCH_TRAP ? (int)catch.trap : -1;
}

TEST(double_fault_pairs)
{
    static const int seconds[] = { NP, GP, PF };
    static const struct {
        const char *first;
        int outcomes[3];
    } rows[] = {
        { "opcode", { NP, GP, PF } },       // benign
        { "divide", { DF, DF, PF } },       // contributory
        { "protection", { DF, DF, PF } },   // contributory
        { "null-read", { DF, DF, DF } },    // page fault
    };

    for (size_t row = 0; row < sizeof(rows) / sizeof(*rows); row++)
        for (int i = 0; i < 3; i++) {
            int came = outcome(rows[row].first, seconds[i]);

            kprintf("# %s, then %d: %d\n", rows[row].first,
                    seconds[i], came);
            CHECK_EQUAL(came, rows[row].outcomes[i]);
        }
}

static void overflow(void *unused)
{
    (void)unused;
    provocation_find("stack")->run();
}

TEST(double_fault_from_a_stack_overflow)
{
    struct catch catch = { .wanted = CATCH_TRAP };

    for (int times = 0; times < 3; times++) {
        CHECK_EQUAL(catch_call(&catch, overflow, NULL), CATCH_TRAP);
        CHECK_EQUAL(catch.trap, DF);
        CHECK_TEXT(guard_find(catch.address), "the boot stack");
    }
    CHECK(!guard_find((uint64_t)stack_guard - 1));
}

static uint64_t seen_frame;

static bool see_frame(struct trap_frame *frame)
{
    seen_frame = (uint64_t)frame;
    return false;
}

TEST(double_fault_has_an_aligned_stack)
{
    struct catch catch = { .wanted = CATCH_TRAP };

    trap_set_handler(DF, see_frame);
    catch_call(&catch, overflow, NULL);
    trap_set_handler(DF, NULL);
    CHECK_EQUAL(catch.trap, DF);
    CHECK_EQUAL(seen_frame % 16, 0);
}
