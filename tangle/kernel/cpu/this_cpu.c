// this_cpu.c: the only processor there is.
#include "kernel/cpu/this_cpu.h"

static struct cpu the_cpu;

struct cpu *this_cpu(void)
{
    return &the_cpu;
}
