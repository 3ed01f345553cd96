// idt.c: fills the interrupt descriptor table.
#include "kernel/cpu/cpu.h"
#include "kernel/cpu/gdt.h"
#include "kernel/cpu/idt.h"
#include "kernel/cpu/tss.h"

enum { INTERRUPT_GATE = 0x8e }; // present, ring 0 only, interrupts off

static struct gate idt[256] __attribute__((aligned(16)));

// In trap_entry.S: 256 stubs of 16 bytes each.
extern const char trap_stubs[256][16];

void idt_init(void)
{
    struct table_register idtr = { sizeof(idt) - 1, idt };

    for (int vector = 0; vector < 256; vector++) {
        uint64_t stub = (uint64_t)trap_stubs[vector];

        idt[vector] = (struct gate){
            .offset_0 = (uint16_t)stub,
            .offset_16 = (uint16_t)(stub >> 16),
            .offset_32 = (uint32_t)(stub >> 32),
            .selector = KERNEL_CODE,
            .type = INTERRUPT_GATE,
        };
    }
    idt[2].stack = IST_NMI;
    idt[8].stack = IST_DOUBLE_FAULT;
    idt[18].stack = IST_MACHINE_CHECK;
    __asm__ volatile("lidt %0" :: "m"(idtr));
}

struct gate *idt_gate(uint8_t vector)
{
    return &idt[vector];
}
