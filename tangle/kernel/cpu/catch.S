// catch.S: leave a function from any depth below it. The saved state is
// what the System V ABI lets a callee change only if it puts it back.
    .text
    .global machine_try, machine_throw

machine_try:                    // rdi: function, rsi: argument, rdx: point
    pushq %rbp
    movq %rsp, %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    pushfq
    movq %rsp, (%rdx)
    movq %rdi, %rax
    movq %rsi, %rdi
    call *%rax                  // seven pushes: a multiple of 16
    xorl %eax, %eax             // false: it returned
1:  popfq
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    ret

machine_throw:                  // rdi: the point
    movq %rdi, %rsp
    movl $1, %eax               // true: it did not
    jmp 1b
