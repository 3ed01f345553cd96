// gdt.h: the global descriptor table. In 64-bit mode neither base nor limit
// count, but for the bases of fs and gs; what is left is what kind of code
// runs (SDM 3A §3.4.4, §3.4.5).
#ifndef KERNEL_CPU_GDT_H
#define KERNEL_CPU_GDT_H

// Offsets into the table, as segment registers hold them.
enum selector {
    KERNEL_CODE = 0x08,
    KERNEL_DATA = 0x10,
    KERNEL_TSS = 0x30,          // and 0x38; chapter 18 fills the gap
};

// Loads the table, and all segment registers from it.
void gdt_init(void);

#endif
