// idt.h: the interrupt descriptor table, 256 gates to 256 stubs.
// SDM 3A §6.10, §6.14.1.
#ifndef KERNEL_CPU_IDT_H
#define KERNEL_CPU_IDT_H

#include <stdint.h>

struct gate {
    uint16_t offset_0;          // of the stub: bits 0 to 15,
    uint16_t selector;
    uint8_t stack;              // which IST stack, 0: stay on this one
    uint8_t type;
    uint16_t offset_16;         // 16 to 31,
    uint32_t offset_32;         // and 32 to 63
    uint32_t reserved;
};

// Fills and loads the table. From then on every exception and interrupt
// goes to trap_handle() in trap.c, with interrupts off.
void idt_init(void);

// A gate as it is; changing it takes effect at once. For tests.
struct gate *idt_gate(uint8_t vector);

#endif
