// exception.c: what the vectors and their error codes mean.
#include <stddef.h>
#include "kernel/cpu/cpu.h"
#include "kernel/cpu/exception.h"
#include "kernel/cpu/symbols.h"
#include "kernel/lib/console.h"

enum error_kind { NO_ERROR, ZERO, SELECTOR, PAGE, CONTROL, NUMBER };

static const struct exception {
    const char *sign, *name;
    enum error_kind error;
} exceptions[32] = {
    [0] = { "#DE", "divide error", NO_ERROR },
    [1] = { "#DB", "debug", NO_ERROR },
    [2] = { "NMI", "non-maskable interrupt", NO_ERROR },
    [3] = { "#BP", "breakpoint", NO_ERROR },
    [4] = { "#OF", "overflow", NO_ERROR },
    [5] = { "#BR", "bound range exceeded", NO_ERROR },
    [6] = { "#UD", "invalid opcode", NO_ERROR },
    [7] = { "#NM", "device not available", NO_ERROR },
    [8] = { "#DF", "double fault", ZERO },
    [9] = { "#9", "coprocessor segment overrun", NO_ERROR },
    [10] = { "#TS", "invalid TSS", SELECTOR },
    [11] = { "#NP", "segment not present", SELECTOR },
    [12] = { "#SS", "stack-segment fault", SELECTOR },
    [13] = { "#GP", "general protection", SELECTOR },
    [14] = { "#PF", "page fault", PAGE },
    [16] = { "#MF", "x87 floating-point error", NO_ERROR },
    [17] = { "#AC", "alignment check", ZERO },
    [18] = { "#MC", "machine check", NO_ERROR },
    [19] = { "#XM", "SIMD floating-point error", NO_ERROR },
    [20] = { "#VE", "virtualization exception", NO_ERROR },
    [21] = { "#CP", "control protection", CONTROL },
    [28] = { "#HV", "hypervisor injection", NO_ERROR },
    [29] = { "#VC", "VMM communication", NUMBER },
    [30] = { "#SX", "security exception", NUMBER },
};

// SDM 3A §6.13: a selector, with three bits of where to look for it.
static void print_selector_error(uint64_t error)
{
    const char *table = error & 2 ? "IDT" : error & 4 ? "LDT" : "GDT";

    if (error & ~1ul)
        kprintf("entry %lu of the %s", error >> 3, table);
    else
        kprintf("no selector");
    if (error & 1)
        kprintf(", while delivering another event");
}

// SDM 3A §4.7. Bit 4 tells of fetches only where pages can forbid them.
static void print_page_error(uint64_t error, uint64_t rip)
{
    uint64_t address = cpu_read_cr2();
    bool fetch = error & 0x10 || address == rip;

    kprintf("%s %s %p, by %s",
            fetch ? "fetched from" : error & 2 ? "wrote to" : "read from",
            error & 1 ? "the protected page at" : "no page at",
            (void *)address, error & 4 ? "a user" : "the kernel");
    if (error & 0x8)
        kprintf(", reserved bit set in a table");
    if (error & 0x20)
        kprintf(", protection key");
    if (error & 0x40)
        kprintf(", shadow stack");
    if (error & 0x8000)
        kprintf(", SGX");
}

// Newer than the SDM we cite: Intel's CET specification, no. 334525.
static void print_control_error(uint64_t error)
{
    static const char *const causes[] = {
        "?", "near return", "far return or iret", "endbranch missing",
        "rstorssp", "setssbsy",
    };

    kprintf("%s%s", causes[(error & 0x7fff) < 6 ? error & 0x7fff : 0],
            error & 0x8000 ? ", in an enclave" : "");
}

static void print_error(enum error_kind kind,
                        const struct trap_frame *frame)
{
    uint64_t error = frame->error;

    kprintf("  error code %lx: ", error);
    if (kind == SELECTOR)
        print_selector_error(error);
    else if (kind == PAGE)
        print_page_error(error, frame->rip);
    else if (kind == CONTROL)
        print_control_error(error);
    else
        kprintf(kind == ZERO ? "always zero" : "see the manual");
    kprintf("\n");
}

void exception_describe(const struct trap_frame *frame)
{
    const struct exception *e =
        frame->vector < 32 ? &exceptions[frame->vector] : NULL;

    if (!e || !e->name) {
        kprintf("unexpected interrupt %lu\n", frame->vector);
        return;
    }
    kprintf("%s (%s, vector %lu)\n", e->name, e->sign, frame->vector);
    if (e->error != NO_ERROR)
        print_error(e->error, frame);
}

static bool on_breakpoint(struct trap_frame *frame)
{
    kprintf("breakpoint at ");
    symbol_print(frame->rip - 1);           // int3 has one byte
    kprintf("\n");
    return true;
}

void exception_init(void)
{
    trap_set_handler(BREAKPOINT, on_breakpoint);
}
