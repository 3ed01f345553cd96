// gdt.c: segment descriptors, SDM 3A §3.4.5, figure 3-8.
#include <stdint.h>
#include "kernel/cpu/cpu.h"
#include "kernel/cpu/gdt.h"
#include "kernel/cpu/guard.h"
#include "kernel/cpu/tss.h"

enum descriptor_bit {
    ACCESSED = 40,              // set by the processor, or by us before it
    WRITABLE = 41,              // for code: readable
    CODE = 43,
    CODE_OR_DATA = 44,          // not a system descriptor
    PRESENT = 47,
    LONG = 53,                  // 64-bit code
};

#define BIT(n) (1ul << (n))
#define SEGMENT                                                          \
    (BIT(PRESENT) | BIT(CODE_OR_DATA) | BIT(WRITABLE) | BIT(ACCESSED))

static uint64_t gdt[] = {
    [KERNEL_CODE / 8] = SEGMENT | BIT(CODE) | BIT(LONG),
    [KERNEL_DATA / 8] = SEGMENT,
    [KERNEL_TSS / 8 + 1] = 0,
};

enum { AVAILABLE_TSS = 9 };     // the processor makes it 11, busy

static void describe_tss(uint64_t *descriptor, const struct tss *tss)
{
    uint64_t base = (uint64_t)tss;

    descriptor[0] = (sizeof(*tss) - 1)
        | (base & 0xffffff) << 16
        | (uint64_t)AVAILABLE_TSS << 40 | BIT(PRESENT)
        | (base >> 24 & 0xff) << 56;
    descriptor[1] = base >> 32;
}

void gdt_init(void)
{
    struct table_register gdtr = { sizeof(gdt) - 1, gdt };

    guard_page(stack_guard, "the boot stack");
    describe_tss(&gdt[KERNEL_TSS / 8], tss_init());
    __asm__ volatile("lgdt %0" :: "m"(gdtr));
    __asm__ volatile("pushq %0\n"
                     "leaq 1f(%%rip), %%rax\n"
                     "pushq %%rax\n"
                     "lretq\n"
                     "1:"
                     :: "i"(KERNEL_CODE) : "rax", "memory");
    __asm__ volatile("movl %0, %%ss\n"
                     "movl %0, %%ds\n"
                     "movl %0, %%es\n"
                     "movl %1, %%fs\n"
                     "movl %1, %%gs"
                     :: "r"(KERNEL_DATA), "r"(0) : "memory");
    __asm__ volatile("ltr %w0" :: "r"(KERNEL_TSS));
}
