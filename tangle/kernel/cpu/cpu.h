// cpu.h: single instructions that C has no words for.
#ifndef KERNEL_CPU_CPU_H
#define KERNEL_CPU_CPU_H

// Stops this processor for good. Nothing but a reset or an NMI wakes it,
// and after an NMI it goes back to sleep.
static inline _Noreturn void cpu_halt_forever(void)
{
    for (;;)
        __asm__ volatile("cli; hlt");
}

#endif
