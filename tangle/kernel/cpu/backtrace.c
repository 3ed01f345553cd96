// backtrace.c: follows the frame pointers. At each is the caller's frame
// pointer, and above it the address to return to.
#include <stdbool.h>
#include "kernel/cpu/backtrace.h"
#include "kernel/cpu/probe.h"
#include "kernel/cpu/symbols.h"
#include "kernel/lib/console.h"
#include "kernel/lib/panic.h"

// A return address is the instruction after the call; if the call never
// returns, that may be another function. The byte before it is not.
static void print_place(uint64_t address, bool returns_there)
{
    uint64_t offset;
    const char *name = symbol_find(address - returns_there, &offset);

    kprintf("  %p", (void *)address);
    if (name)
        kprintf("  %s+0x%lx", name, offset + returns_there);
    kprintf("\n");
}

// It has one after its "movq %rsp, %rbp", which is 48 89 e5.
static bool has_frame(uint64_t rip)
{
    uint64_t offset, at;
    unsigned char code[3];

    if (!symbol_find(rip, &offset))
        return false;
    for (at = rip - offset; at + sizeof(code) <= rip; at++)
        if (probe_read(code, (void *)at, sizeof(code))
            && code[0] == 0x48 && code[1] == 0x89 && code[2] == 0xe5)
            return true;
    return false;
}

enum { LINES_MAX = 32 };

static void print_repeats(int *repeats)
{
    if (*repeats > 0)
        kprintf("    the same %d times more\n", *repeats);
    *repeats = 0;
}

static void follow(uint64_t rbp)
{
    uint64_t frame[2];          // the caller's rbp, the return address
    uint64_t last = 0;
    int repeats = 0, line = 0;

    while (line < LINES_MAX) {
        if (!rbp || !probe_read(frame, (void *)rbp, sizeof(frame)))
            break;
        if (frame[1] == last) {
            repeats++;
        } else {
            print_repeats(&repeats);
            print_place(frame[1], true);
            line++;
        }
        if (frame[0] <= rbp)    // callers' frames are above
            break;
        last = frame[1];
        rbp = frame[0];
    }
    print_repeats(&repeats);
    if (line == LINES_MAX)
        kprintf("  and more\n");
}

void backtrace_print(const struct trap_frame *trap)
{
    print_place(trap->rip, false);
    uint64_t top[2];            // above a saved rbp, perhaps

    if (!has_frame(trap->rip)
        && probe_read(top, (void *)trap->rsp, sizeof(top))) {
        uint64_t offset;

        if (symbol_find(top[0], &offset))
            print_place(top[0], true);
        else if (symbol_find(top[1], &offset))
            print_place(top[1], true);
    }
    follow(trap->rbp);
}

// For panic: everything above the caller of this.
void machine_show_callers(void)
{
    uint64_t *frame = __builtin_frame_address(0);

    kprintf("called from\n");
    follow(frame[0]);
}
