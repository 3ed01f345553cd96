/*
 * kernel.S: the kernel that the runner's tests boot. What it does is one
 * letter: the one after `=` on its Multiboot 1 command line (boot -A
 * mode=p), or, where there is none, the first byte that comes on COM1
 * after it said "ready". Loaded by QEMU directly or by GRUB (Multiboot 2),
 * it runs in 32-bit protected mode without paging.
 */
        .set    COM1, 0x3f8

        .section .boot, "a"
        .align  4
        .long   0x1badb002, 0, -0x1badb002
        .align  8
header: .long   0xe85250d6, 0, end - header
        .long   -(0xe85250d6 + (end - header))
        .word   0, 0
        .long   8
end:

        .text
        .globl  _start
_start: cli
        mov     $stack, %esp
        mov     $COM1 + 3, %dx          /* 8 bits a byte: Bochs means it */
        mov     %eax, %edi
        mov     $3, %al
        out     %al, %dx
        mov     %edi, %eax
        cmp     $0x2badb002, %eax       /* Multiboot 1 */
        jne     ask
        testb   $4, (%ebx)
        jz      ask
        mov     16(%ebx), %esi
1:      lodsb
        test    %al, %al
        jz      ask
        cmp     $'=', %al
        jne     1b
        lodsb
        jmp     act
ask:    mov     $ready, %esi
        call    print
        call    receive

/* Finds the letter in the table and goes there. */
act:    mov     $modes, %esi
1:      mov     (%esi), %ah
        test    %ah, %ah
        jz      loop
        cmp     %al, %ah
        je      2f
        add     $5, %esi
        jmp     1b
2:      jmp     *1(%esi)

        .macro  mode letter, where
        .byte   \letter
        .long   \where
        .endm
modes:  mode    'h', halt
        mode    'p', pass
        mode    'f', fail
        mode    's', silent_loop
        mode    'S', silent_halt
        mode    'l', loop
        mode    'i', idle
        mode    'r', reset_8042
        mode    'R', reset_cf9
        mode    't', triple
        mode    'o', off
        mode    'e', echo
        mode    'k', keys
        mode    'v', text
        mode    'g', graphics
        mode    'F', flood
        mode    'b', burst
        mode    'q', quiet_exit
        .byte   0

print:  lodsb
        test    %al, %al
        jz      1f
        call    send
        jmp     print
1:      ret

/* Waits for room in the UART: Bochs loses bytes otherwise. */
send:   mov     %al, %bl
        mov     $COM1 + 5, %dx
1:      in      %dx, %al
        test    $0x20, %al
        jz      1b
        mov     $COM1, %dx
        mov     %bl, %al
        out     %al, %dx
        ret

receive:
        mov     $COM1 + 5, %dx
1:      in      %dx, %al
        test    $1, %al
        jz      1b
        mov     $COM1, %dx
        in      %dx, %al
        ret

hello_and_continue:
        mov     $hello, %esi
        jmp     print

halt:   call    hello_and_continue
silent_halt:
        cli
        hlt
        jmp     silent_halt

loop:   call    hello_and_continue
silent_loop:
        jmp     silent_loop

pass:   call    hello_and_continue
        mov     $0x10, %eax
        jmp     1f
fail:   call    hello_and_continue
        mov     $0x11, %eax
1:      mov     $0xf4, %dx
        out     %eax, %dx
        jmp     silent_loop

quiet_exit:
        mov     $0x10, %eax
        jmp     1b

/* Interrupts on, but all of them masked: an idle machine. */
idle:   mov     $0xff, %al
        out     %al, $0x21
        out     %al, $0xa1
        call    hello_and_continue
        sti
1:      hlt
        jmp     1b

reset_8042:
        call    hello_and_continue
        mov     $0xfe, %al
        out     %al, $0x64
        jmp     silent_loop

reset_cf9:
        call    hello_and_continue
        mov     $0xcf9, %dx
        mov     $0x02, %al
        out     %al, %dx
        mov     $0x06, %al
        out     %al, %dx
        jmp     silent_loop

triple: call    hello_and_continue
        lidt    no_idt
        mov     $0x600df00d, %eax
        ud2

/* Sleep state 5 through the power management block of machine pc. */
off:    call    hello_and_continue
        mov     $0x604, %dx
        mov     $0x2000, %ax
        out     %ax, %dx
        jmp     silent_loop

echo:   mov     $ready, %esi
        call    print
1:      call    receive
        call    send
        jmp     1b

/* Each byte from the keyboard as two digits and a blank. */
keys:   mov     $ready, %esi
        call    print
1:      in      $0x64, %al
        test    $1, %al
        jz      1b
        in      $0x60, %al
        movzbl  %al, %ecx
        shr     $4, %eax
        and     $15, %eax
        mov     digits(%eax), %al
        call    send
        and     $15, %ecx
        mov     digits(%ecx), %al
        call    send
        mov     $' ', %al
        call    send
        jmp     1b

/* "Heddle" framed, white on blue, in row 2, and a cursor behind it. */
text:   mov     $0xb8000, %edi
        mov     $0x0720, %eax
        mov     $80 * 25, %ecx
        rep     stosw
        mov     $0xb8000 + 160 * 2 + 8, %edi
        mov     $shown, %esi
        mov     $0x1f, %ah
1:      lodsb
        test    %al, %al
        jz      2f
        stosw
        jmp     1b
2:      mov     $0x3d4, %dx
        mov     $0x000e, %ax            /* cursor at row 2, column 14 */
        out     %ax, %dx
        mov     $(160 + 14) << 8 | 0x0f, %ax
        out     %ax, %dx
        jmp     halt

/* 640x480 with 32 bits a dot, through the VBE ports of Bochs's VGA. */
graphics:
        mov     $vbe, %esi
1:      mov     $0x1ce, %dx
        lodsw
        cmp     $0xffff, %ax
        je      halt
        out     %ax, %dx
        inc     %dx
        lodsw
        out     %ax, %dx
        jmp     1b
vbe:    .word   4, 0, 1, 640, 2, 480, 3, 32, 4, 0x41, 0xffff

/* After a second or so, 64 KB at once, then the passing exit. */
burst:  call    hello_and_continue
        mov     $0x20000000, %ecx
1:      dec     %ecx
        jnz     1b
        mov     $0x100000, %esi
        mov     $0x10000, %ecx
        mov     $COM1, %dx
        rep     outsb
        jmp     quiet_exit

/* A megabyte at a time, without looking whether the UART has room. */
flood:  call    hello_and_continue
1:      mov     $0x100000, %esi
        mov     $0x100000, %ecx
        mov     $COM1, %dx
        rep     outsb
        jmp     1b

hello:  .asciz  "hello\r\n"
ready:  .asciz  "ready\r\n"
shown:  .asciz  "\272Heddle\272"
digits: .ascii  "0123456789abcdef"
        .align  8
no_idt: .word   0
        .long   0

        .bss
        .skip   4096
stack:
