// tss.c: the stacks that the processor changes to by itself.
#include "kernel/cpu/guard.h"
#include "kernel/cpu/tss.h"

_Static_assert(sizeof(struct tss) == 104, "SDM 3A figure 7-11");

static struct tss tss = {
    .io_map = sizeof(tss),      // beyond the end: there is none
};

// On page boundaries, so that the guard can be a page of its own, and so
// aligned to 16, as the ABI wants the stack at a call.
static struct stack {
    char guard[4096];
    char space[8192];
} stacks[3] __attribute__((aligned(4096)));

void tss_set_stack(int ist, uint64_t top)
{
    tss.ist[ist - 1] = top;
}

struct tss *tss_init(void)
{
    static const char *const names[] = {
        "the double fault's stack", "the NMI's stack",
        "the machine check's stack",
    };

    for (int i = 0; i < 3; i++) {
        guard_page(stacks[i].guard, names[i]);
        tss_set_stack(i + 1, (uint64_t)(&stacks[i] + 1));
    }
    return &tss;
}
