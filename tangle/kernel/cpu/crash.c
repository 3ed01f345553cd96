// crash.c: the crash report.
#include <stddef.h>
#include "kernel/cpu/backtrace.h"
#include "kernel/cpu/cpu.h"
#include "kernel/cpu/crash.h"
#include "kernel/cpu/exception.h"
#include "kernel/cpu/guard.h"
#include "kernel/cpu/paging.h"
#include "kernel/cpu/probe.h"
#include "kernel/cpu/symbols.h"
#include "kernel/lib/console.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/test.h"

static void report_registers(const struct trap_frame *f)
{
    kprintf("rax %p  rbx %p  rcx %p\n", (void *)f->rax, (void *)f->rbx,
            (void *)f->rcx);
    kprintf("rdx %p  rsi %p  rdi %p\n", (void *)f->rdx, (void *)f->rsi,
            (void *)f->rdi);
    kprintf("rbp %p  rsp %p  r8  %p\n", (void *)f->rbp, (void *)f->rsp,
            (void *)f->r8);
    kprintf("r9  %p  r10 %p  r11 %p\n", (void *)f->r9, (void *)f->r10,
            (void *)f->r11);
    kprintf("r12 %p  r13 %p  r14 %p\n", (void *)f->r12, (void *)f->r13,
            (void *)f->r14);
    kprintf("r15 %p  rip %p  rfl %p\n", (void *)f->r15, (void *)f->rip,
            (void *)f->rflags);
    kprintf("cr0 %p  cr2 %p  cr3 %p\n", (void *)cpu_read_cr0(),
            (void *)cpu_read_cr2(), (void *)cpu_read_cr3());
    kprintf("cr4 %p  cs  %04lx  ss  %04lx\n", (void *)cpu_read_cr4(),
            f->cs, f->ss);
}

enum { BYTES_BEFORE = 8, BYTES_AFTER = 12 };

// The instruction that failed, or the one after a trap, begins at [ ].
static void report_code(uint64_t rip)
{
    kprintf("code");
    for (uint64_t at = rip - BYTES_BEFORE; at != rip + BYTES_AFTER; at++) {
        unsigned char byte;

        if (probe_read(&byte, (void *)at, 1))
            kprintf(at == rip ? " [%02x]" : " %02x", byte);
        else
            kprintf(at == rip ? " [??]" : " ??");
    }
    kprintf("\n");
}

static void report(const struct trap_frame *frame)
{
    console_set_style(STYLE_ALARM);
    kprintf("\nCRASH: ");
    exception_describe(frame);
    console_set_style(STYLE_NORMAL);
    if (frame->vector == DOUBLE_FAULT || frame->vector == PAGE_FAULT) {
        const char *what = guard_find(cpu_read_cr2());

        if (what)
            kprintf("  %s has overflowed\n", what);
    }
    if (frame->vector == PAGE_FAULT) {
        char why[96];

        paging_explain(why, sizeof(why), cpu_read_cr3(), cpu_read_cr2(),
                       frame->error);
        kprintf("  %s\n", why);
    }
    report_registers(frame);
    report_code(frame->rip);
    kprintf("at\n");
    backtrace_print(frame);
}

void crash(const struct trap_frame *frame)
{
    static int depth;

    depth++;
    if (depth == 1) {
        console_break_lock();
        report(frame);
    } else if (depth == 2) {
        kprintf("\nand while reporting that, vector %lu at %p\n",
                frame->vector, (void *)frame->rip);
    }
    test_bail_out();
    machine_stop();
}
