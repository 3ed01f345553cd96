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

#include <stdint.h>

// What lgdt and lidt load.
struct table_register {
    uint16_t limit;             // size of the table, less one
    const void *table;
} __attribute__((packed));

// CR0's bits that we touch (SDM 3A §2.5).
enum { CR0_EM = 1 << 2, CR0_TS = 1 << 3, CR0_NE = 1 << 5 };

#define CPU_CONTROL_REGISTER(name)                                       \
    static inline uint64_t cpu_read_##name(void)                         \
    {                                                                    \
        uint64_t value;                                                  \
        __asm__ volatile("movq %%" #name ", %0" : "=r"(value));          \
        return value;                                                    \
    }                                                                    \
    static inline void cpu_write_##name(uint64_t value)                  \
    {                                                                    \
        __asm__ volatile("movq %0, %%" #name :: "r"(value) : "memory");  \
    }

CPU_CONTROL_REGISTER(cr0)
CPU_CONTROL_REGISTER(cr2)
CPU_CONTROL_REGISTER(cr3)
CPU_CONTROL_REGISTER(cr4)

enum { FLAGS_IF = 1 << 9 };

static inline uint64_t cpu_flags(void)
{
    uint64_t flags;
    __asm__ volatile("pushfq; popq %0" : "=r"(flags));
    return flags;
}

static inline void cpu_interrupts_on(void)
{
    __asm__ volatile("sti" ::: "memory");
}

static inline void cpu_interrupts_off(void)
{
    __asm__ volatile("cli" ::: "memory");
}

static inline void cpu_interrupts_on_and_halt(void)
{
    __asm__ volatile("sti; hlt" ::: "memory");
}

static inline uint64_t cpu_read_tsc(void)
{
    uint32_t low, high;
    __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
    return (uint64_t)high << 32 | low;
}

// Forgets the translation of this address, and of no other.
static inline void cpu_invalidate(uint64_t address)
{
    __asm__ volatile("invlpg (%0)" :: "r"(address) : "memory");
}

#endif
