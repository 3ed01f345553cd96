// trap.c: every trap comes through here.
#include <stddef.h>
#include "kernel/cpu/cpu.h"
#include "kernel/cpu/crash.h"
#include "kernel/cpu/trap.h"
#include "kernel/lib/catch.h"

_Static_assert(offsetof(struct trap_frame, rip) == 136
               && sizeof(struct trap_frame) == 176, "see trap_entry.S");

static trap_handler *handlers[256];

void trap_set_handler(uint8_t vector, trap_handler *handler)
{
    handlers[vector] = handler;
}

struct fixup {
    uint64_t at, then;
};

extern const struct fixup fixups_start[], fixups_end[];

static bool resume_elsewhere(struct trap_frame *frame)
{
    for (const struct fixup *f = fixups_start; f < fixups_end; f++)
        if (f->at == frame->rip) {
            frame->rip = f->then;
            return true;
        }
    return false;
}

static void throw_if_caught(const struct trap_frame *frame)
{
    struct catch *catch = catch_find(CATCH_TRAP);

    if (!catch)
        return;
    catch->trap = (unsigned)frame->vector;
    catch->error = frame->error;
    catch->place = frame->rip;
    catch->address = cpu_read_cr2();
    catch_throw(catch, CATCH_TRAP);
}

void trap_handle(struct trap_frame *frame)
{
    trap_handler *handler = handlers[frame->vector];

    if (handler && handler(frame))
        return;
    if (resume_elsewhere(frame))
        return;
    throw_if_caught(frame);
    crash(frame);
}
