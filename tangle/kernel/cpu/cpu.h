// cpu.h: single instructions that C has no words for.
#ifndef KERNEL_CPU_CPU_H
#define KERNEL_CPU_CPU_H

#include <stdint.h>

// Stops this processor for good. Nothing but a reset or an NMI wakes it,
// and after an NMI it goes back to sleep.
static inline _Noreturn void cpu_halt_forever(void)
{
    for (;;)
        __asm__ volatile("cli; hlt");
}

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

// Forgets what is known of this address; of others, perhaps, as well.
static inline void cpu_invalidate(uint64_t address)
{
    __asm__ volatile("invlpg (%0)" :: "r"(address) : "memory");
}

struct cpuid {
    uint32_t eax, ebx, ecx, edx;
};

static inline struct cpuid cpu_cpuid(uint32_t question)
{
    struct cpuid a;
    __asm__ volatile("cpuid" : "=a"(a.eax), "=b"(a.ebx), "=c"(a.ecx),
                     "=d"(a.edx) : "a"(question), "c"(0));
    return a;
}

static inline uint64_t cpu_read_msr(uint32_t number)
{
    uint32_t low, high;
    __asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(number));
    return (uint64_t)high << 32 | low;
}

static inline void cpu_write_msr(uint32_t number, uint64_t value)
{
    __asm__ volatile("wrmsr" :: "c"(number), "a"((uint32_t)value),
                     "d"((uint32_t)(value >> 32)) : "memory");
}

enum { CR4_PGE = 1 << 7 };

// Forgets all translations, also the global ones.
static inline void cpu_invalidate_all(void)
{
    uint64_t cr4 = cpu_read_cr4();

    if (cr4 & CR4_PGE) {
        cpu_write_cr4(cr4 & ~(uint64_t)CR4_PGE);
        cpu_write_cr4(cr4);
    } else {
        cpu_write_cr3(cpu_read_cr3());
    }
}

#endif
