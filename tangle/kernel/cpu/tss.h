// tss.h: the task state segment. No tasks are left in 64-bit mode; what is
// left is where the processor finds stacks. SDM 3A §7.7, §6.14.5.
#ifndef KERNEL_CPU_TSS_H
#define KERNEL_CPU_TSS_H

#include <stdint.h>

struct tss {
    uint32_t reserved_0;
    uint64_t rsp[3];            // for a change to ring 0, 1, 2
    uint64_t reserved_28;
    uint64_t ist[7];            // IST 1 is ist[0]
    uint64_t reserved_92;
    uint16_t reserved_100;
    uint16_t io_map;
} __attribute__((packed));

// Stacks of the interrupt stack table. A trap through a gate that names one
// always begins at its top: a second one destroys the first.
enum {
    IST_DOUBLE_FAULT = 1,
    IST_NMI = 2,
    IST_MACHINE_CHECK = 3,
    IST_FREE = 7,               // for tests
};

// Prepares the stacks, with guard pages; gdt.c loads the segment.
struct tss *tss_init(void);

// From now on this IST stack begins there, going down.
void tss_set_stack(int ist, uint64_t top);

#endif
