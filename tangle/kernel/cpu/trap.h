// trap.h: what a trap leaves, and who wants to know of it.
#ifndef KERNEL_CPU_TRAP_H
#define KERNEL_CPU_TRAP_H

#include <stdbool.h>
#include <stdint.h>

// Everything the interrupted code had in registers. A handler may change
// it; what it changes takes effect when it returns. SDM 3A §6.14.2.
struct trap_frame {
    uint64_t r15, r14, r13, r12, r11, r10, r9, r8;
    uint64_t rdi, rsi, rbp, rdx, rcx, rbx, rax;
    uint64_t vector;            // pushed by the stub
    uint64_t error;             // by the processor, or zero by the stub
    uint64_t rip, cs, rflags, rsp, ss;      // always by the processor
};

// Called with interrupts off, on the stack that was in use unless the
// gate names another. Returns whether that was all there was to do.
typedef bool trap_handler(struct trap_frame *frame);

// From now on the handler sees traps with this vector first. NULL: nobody.
void trap_set_handler(uint8_t vector, trap_handler *handler);

// Called by trap_entry.S.
void trap_handle(struct trap_frame *frame);

#endif
