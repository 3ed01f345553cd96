// layout.h: who lives where in the address space. Also read by boot.S, so
// plain numbers come first and what only C understands comes second.
#ifndef KERNEL_CPU_LAYOUT_H
#define KERNEL_CPU_LAYOUT_H

#define KERNEL_BASE 0xffffffff80000000  // the kernel: physical 0 is here
#define DIRECT_MAP  0xffff800000000000  // all memory: physical 0 is here

#ifndef __ASSEMBLER__
#include <stdint.h>

// A physical address, as the processor's tables and the devices know it.
typedef uint64_t paddr_t;

// Where the processor sees the memory at an address. Only what the direct
// map covers may be asked for.
static inline void *paddr_to_ptr(paddr_t address)
{
    return (void *)(DIRECT_MAP + address);
}

// Set by heddle.ld, all on page boundaries; .data and .bss are one piece.
extern char kernel_start[], kernel_end[];       // all of it, .boot too
extern char text_start[], text_end[];
extern char rodata_start[], rodata_end[];
extern char data_start[], bss_end[];

enum { PAGE_SIZE = 4096 };      // the smallest there are

#define DIRECT_MAP_SIZE ((uint64_t)1 << 46)     // then come KERNEL_RANGES
#define KERNEL_RANGES 0xffffc00000000000        // 512 GiB, to be given out
#endif

#endif
