// boot.S: from the loader's last instruction to C's first.

#define HEADER_MAGIC    0xe85250d6
#define HEADER_I386     0               // enter in 32-bit protected mode
#define HEADER_LENGTH   (header_end - header)

    .section .multiboot, "a"
    .balign 8
header:
    .long HEADER_MAGIC
    .long HEADER_I386
    .long HEADER_LENGTH
    .long 0 - (HEADER_MAGIC + HEADER_I386 + HEADER_LENGTH)
    .balign 8
    .short 5, 1                         // pixels; text will do as well
    .long 20
    .long 800, 600, 32                  // width, height, bits of a pixel
    .balign 8
    .short 0, 0                         // the tag that ends the list
    .long 8
header_end:

#include "kernel/cpu/layout.h"

#define PHYSICAL(symbol) (symbol - KERNEL_BASE)

    .global layout_kernel_base
    .set layout_kernel_base, KERNEL_BASE

    .section .boot, "ax"
    .code32
    .global start
start:
    cli
    cld
    movl %ebx, %ebp                     // cpuid will want ebx
    movl $PHYSICAL(stack_top), %esp

    movl $not_multiboot2, %esi
    cmpl $0x36d76289, %eax
    jne refuse

    movl $not_64_bit, %esi

    pushfl
    popl %eax
    movl %eax, %ecx
    xorl $1 << 21, %eax                 // flip the bit
    pushl %eax
    popfl
    pushfl                              // did it stay flipped?
    popl %eax
    cmpl %eax, %ecx
    je refuse

    movl $0x80000000, %eax              // how far may one ask?
    cpuid
    cmpl $0x80000001, %eax
    jb refuse
    movl $0x80000001, %eax
    cpuid
    testl $1 << 29, %edx                // long mode
    jz refuse

    movl %cr4, %eax
    orl $1 << 5, %eax                   // PAE: entries of 64 bits
    movl %eax, %cr4

    movl $PHYSICAL(boot_pml4), %eax
    movl %eax, %cr3

    movl $0xc0000080, %ecx              // EFER
    rdmsr
    orl $1 << 8, %eax                   // LME: long mode, once paging is on
    wrmsr

    movl %cr0, %eax
    orl $1 << 31 | 1 << 16, %eax        // PG: paging; WP: for us too
    movl %eax, %cr0

    lgdt boot_gdt_low
    ljmp $8, $enter_64

not_multiboot2:
    .asciz "Heddle needs a Multiboot2 loader, such as GRUB 2.\r\n"
not_64_bit:
    .asciz "Heddle needs a 64-bit processor, and this is not one.\r\n"

refuse:                                 // esi: the reason
    movl $0x3fb, %edx                   // serial: eight bits a character
    movb $3, %al
    outb %al, %dx
    movl $0xb8000, %edi                 // screen: the top row

1:  lodsb
    testb %al, %al
    jz 3f
    movb %al, %bl
    movl $0x10000, %ecx
    movl $0x3fd, %edx
2:  inb %dx, %al
    testb $0x20, %al
    loopz 2b
    movl $0x3f8, %edx
    movb %bl, %al
    outb %al, %dx
    cmpb $' ', %al                      // the screen ends no lines
    jb 1b
    movb $0x4f, %ah                     // white on red
    stosw
    jmp 1b

3:  hlt
    jmp 3b

    .code64
enter_64:
    movabsq $home, %rax
    jmp *%rax

    .text
home:
    lgdt boot_gdt_high(%rip)            // the table's address up here
    movl $16, %eax
    movl %eax, %ds
    movl %eax, %es
    movl %eax, %ss
    xorl %eax, %eax
    movl %eax, %fs
    movl %eax, %gs

    movq $stack_top, %rsp
    movq $0, boot_pml4(%rip)            // nothing lives down there now
    movq %cr3, %rax
    movq %rax, %cr3

    movl %ebp, %edi                     // kernel_main's argument
    xorl %ebp, %ebp                     // there is no caller above us
    call kernel_main
1:  hlt                                 // kernel_main does not return
    jmp 1b

#define PRESENT_WRITABLE 0x003
#define LARGE_PAGE       0x083          // the same, and 2 MiB at once

    .data
    .balign 4096
boot_pml4:
    .quad PHYSICAL(boot_low) + PRESENT_WRITABLE     // until we are home
    .skip 255 * 8
    .quad PHYSICAL(boot_low) + PRESENT_WRITABLE     // DIRECT_MAP
    .skip 254 * 8
    .quad PHYSICAL(boot_high) + PRESENT_WRITABLE    // KERNEL_BASE
boot_low:
    .quad PHYSICAL(boot_pages) + 0x0000 + PRESENT_WRITABLE
    .quad PHYSICAL(boot_pages) + 0x1000 + PRESENT_WRITABLE
    .quad PHYSICAL(boot_pages) + 0x2000 + PRESENT_WRITABLE
    .quad PHYSICAL(boot_pages) + 0x3000 + PRESENT_WRITABLE
    .skip 508 * 8
boot_high:
    .skip 510 * 8
    .quad PHYSICAL(boot_pages) + PRESENT_WRITABLE
    .skip 8
boot_pages:
    .set page, 0                        // 4 GiB, 2 MiB at a time
    .rept 2048
    .quad page + LARGE_PAGE
    .set page, page + 0x200000
    .endr

    .section .boot, "ax"
boot_gdt_low:
    .short boot_gdt_end - boot_gdt - 1
    .long PHYSICAL(boot_gdt)

    .section .rodata
    .balign 8
boot_gdt:
    .quad 0
    .quad 0x00af9b000000ffff            // 8: code, 64-bit, ring 0
    .quad 0x00cf93000000ffff            // 16: data, writable, ring 0
boot_gdt_end:
boot_gdt_high:
    .short boot_gdt_end - boot_gdt - 1
    .quad boot_gdt

    .bss
    .balign 4096
    .global stack_guard
stack_guard:                            // gdt_init() unmaps it
    .skip 4096
stack_bottom:
    .skip 16384
stack_top:
