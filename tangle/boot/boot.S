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
    .short 0, 0                         // the tag that ends the list
    .long 8
header_end:

    .section .boot, "ax"
    .code32
    .global start
start:
    cli
    cld
    movl $stack_top, %esp
    xorl %ebp, %ebp                     // there is no caller above us
    call kernel_main
1:  hlt                                 // kernel_main does not return
    jmp 1b

    .bss
    .balign 16
stack_bottom:
    .skip 16384
stack_top:
