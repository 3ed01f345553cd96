// machine.c: what lib asks of whatever it runs on.
#include "kernel/cpu/cpu.h"
#include "kernel/lib/panic.h"

void machine_stop(void)
{
    cpu_halt_forever();
}
