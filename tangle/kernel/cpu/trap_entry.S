// trap_entry.S: from the processor's trap to C, and back.

// The vectors with an error code: SDM 3A §6.15 and, from 28 on, AMD's.
#define WITH_ERROR_CODE (1 << 8 | 1 << 10 | 1 << 11 | 1 << 12 | 1 << 13 | \
                         1 << 14 | 1 << 17 | 1 << 21 | 1 << 29 | 1 << 30)

    .text
    .global trap_stubs
    .balign 16
trap_stubs:
    .set vector, 0
    .rept 256
    .balign 16
    .if vector > 31 || !(WITH_ERROR_CODE >> (vector & 31) & 1)
    pushq $0
    .endif
    pushq $vector
    jmp trap_entry
    .set vector, vector + 1
    .endr

trap_entry:
    pushq %rax
    pushq %rbx
    pushq %rcx
    pushq %rdx
    pushq %rbp
    pushq %rsi
    pushq %rdi
    pushq %r8
    pushq %r9
    pushq %r10
    pushq %r11
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    cld
    movq %rsp, %rdi             // the struct trap_frame
    pushq 136(%rsp)             // its rip, and
    pushq %rbp                  // its rbp: as if it had called us
    movq %rsp, %rbp
    call trap_handle
    addq $16, %rsp

trap_return:                    // rsp: a struct trap_frame
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %r11
    popq %r10
    popq %r9
    popq %r8
    popq %rdi
    popq %rsi
    popq %rbp
    popq %rdx
    popq %rcx
    popq %rbx
    popq %rax
    addq $16, %rsp              // vector and error code
    iretq
