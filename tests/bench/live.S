/*
 * live.S: a kernel that is busy: 64-bit mode, ROUNDS rounds of arithmetic,
 * memory, branches and a call, between two characters on COM1. Loaded by
 * GRUB (Multiboot 2); live.sh has it run in the page and in QEMU.
 */
        .set    COM1, 0x3f8
        .set    ROUNDS, 40000000
        .set    PER_ROUND, 12           /* instructions, as live.sh says */

        .section .boot, "a"
        .balign 8
header: .long   0xe85250d6, 0, end - header
        .long   -(0xe85250d6 + (end - header))
        .word   0, 0
        .long   8
end:

        .text
        .code32
        .globl  _start
_start: cli
        mov     $stack, %esp
        movl    $pdpt + 3, pml4
        movl    $pd + 3, pdpt
        movl    $0x83, pd
        movl    $0x200083, pd + 8
        mov     $pml4, %eax
        mov     %eax, %cr3
        mov     $0x20, %eax
        mov     %eax, %cr4
        mov     $0xc0000080, %ecx
        rdmsr
        or      $0x100, %eax
        wrmsr
        mov     %cr0, %eax
        or      $0x80000000, %eax
        mov     %eax, %cr0
        lgdt    gdtr
        ljmp    $8, $long

        .code64
long:   mov     $COM1 + 3, %dx
        mov     $3, %al
        out     %al, %dx
        mov     $COM1, %dx
        mov     $'<', %al
        out     %al, %dx
        mov     $ROUNDS, %ecx
        xor     %eax, %eax
        lea     data(%rip), %rsi
        .balign 16
1:      add     %rcx, %rax
        mov     %rax, %rbx
        shr     $7, %rbx
        xor     %rbx, %rax
        mov     %rax, (%rsi)
        and     $0xff, %ebx
        add     8(%rsi,%rbx,8), %rax
        call    2f
        test    %al, %al
        dec     %ecx
        jnz     1b
        mov     $COM1, %dx
        mov     $'>', %al
        out     %al, %dx
3:      hlt
        jmp     3b
2:      ret

        .balign 8
gdt:    .quad   0, 0x00af9a000000ffff
gdtr:   .word   15
        .long   gdt

        .bss
        .balign 4096
pml4:   .skip   4096
pdpt:   .skip   4096
pd:     .skip   4096
data:   .skip   4096
        .skip   4096
stack:
