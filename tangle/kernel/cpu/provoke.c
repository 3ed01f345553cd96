// provoke.c: mistakes on purpose. None is inlined, so that the crash report
// can name it.
#include <stdbool.h>
#include <stddef.h>
#include "kernel/cpu/cpu.h"
#include "kernel/cpu/provoke.h"
#include "kernel/lib/console.h"
#include "kernel/cpu/paging.h"
#include "kernel/lib/string.h"

#define MISTAKE static __attribute__((noinline)) void

MISTAKE divide(void)
{
    __asm__ volatile("divl %2" :: "a"(1), "d"(0), "r"(0) : "cc");
}

MISTAKE debug(void)                         // the flag TF: a single step
{
    __asm__ volatile("pushfq; orl $0x100, (%rsp); popfq; nop");
}

MISTAKE breakpoint(void)
{
    __asm__ volatile("int3");
}

MISTAKE overflow(void)
{
    __asm__ volatile("int $4");             // into is gone in 64-bit mode
}

MISTAKE opcode(void)
{
    __asm__ volatile("ud2");
}

MISTAKE device(void)                        // whose registers are these?
{
    cpu_write_cr0(cpu_read_cr0() | CR0_TS);
    __asm__ volatile("fnop");
}

MISTAKE x87(void)                           // 1 / 0, not masked
{
    static const uint16_t control = 0x037b;

    cpu_write_cr0((cpu_read_cr0() & ~(uint64_t)CR0_EM) | CR0_NE);
    __asm__ volatile("fninit; fldcw %0; fld1; fldz; fdivrp; fwait"
                     :: "m"(control));
}

static volatile int *volatile nothing;      // so the compiler cannot know

MISTAKE null_read(void)
{
    (void)nothing[0];
}

MISTAKE null_write(void)
{
    nothing[2] = 1;
}

MISTAKE null_call(void)
{
    ((void (*)(void))nothing)();
}

MISTAKE protection(void)                    // an address in the hole
{
    (void)*(volatile int *)0x0123456789abcdef;
}

MISTAKE selector(void)                      // far beyond the end of the GDT
{
    __asm__ volatile("movl %0, %%fs" :: "r"(0x1238));
}

static volatile bool always = true;

static __attribute__((noinline)) int recurse(int depth)
{
    volatile char space[40];

    space[depth % 40] = (char)depth;
    if (always)
        depth += recurse(depth + 1);
    return depth + space[0];
}

MISTAKE overflow_stack(void)
{
    recurse(0);
}

static char notice[PAGE_SIZE] __attribute__((aligned(PAGE_SIZE)));

MISTAKE write_read_only(void)
{
    volatile char *words = notice;
    struct walk walk;

    if (paging_walk(cpu_read_cr3(), (uint64_t)notice, &walk)
        && walk.level == 1) {
        *walk.entry &= ~PAGE_WRITABLE;
        cpu_invalidate((uint64_t)notice);
        words[0] = 'x';
    }
}

static struct {
    char name[40];
    void (*when_read)(void);
} visitor;

static void nothing_to_do(void)
{
}

static __attribute__((noinline)) void read_name(const char *letter,
                                                size_t length)
{
    visitor.when_read = nothing_to_do;
    memcpy(visitor.name, letter, length);   // and if it is longer?
    visitor.when_read();
}

MISTAKE inject(void)
{
    static struct {
        unsigned char name[40];
        const void *when_read;
    } letter = {
        {
            0x48, 0x8d, 0x35, 0x0e, 0, 0, 0,        // lea text, %rsi
            0xba, 0xf8, 0x03, 0, 0,                 // mov $0x3f8, %edx
            0xb9, 14, 0, 0, 0,                      // mov $14, %ecx
            0xfc, 0xf3, 0x6e, 0xc3,                 // cld; rep outsb; ret
            'I', ' ', 'a', 'm', ' ', 'y', 'o', 'u', ' ', 'n', 'o', 'w',
            '\r', '\n',
        },
        &visitor,
    };

    read_name((const char *)&letter, sizeof(letter));
}

MISTAKE patch(void)                         // of the kernel's own code
{
    *(volatile unsigned char *)(uint64_t)divide = 0xc3;
}

const struct provocation provocations[] = {
    { "divide", divide, 0, 0 },
    { "debug", debug, 1, 0 },
    { "breakpoint", breakpoint, 3, 0 },
    { "overflow", overflow, 4, 0 },
    { "opcode", opcode, 6, 0 },
    { "device", device, 7, 0 },
    { "selector", selector, 13, 0x1238 },
    { "protection", protection, 13, 0 },
    { "null-read", null_read, 14, 0 },
    { "null-write", null_write, 14, 2 },
    { "null-call", null_call, 14, 0 },
    { "x87", x87, 16, 0 },
    { "stack", overflow_stack, 8, 0 },
    { "read-only", write_read_only, 14, 3 },
    { "patch", patch, 14, 3 },
    { "inject", inject, 14, 1 },
    { 0 }
};

static bool same(const char *a, const char *b)
{
    while (*a && *a == *b)
        a++, b++;
    return *a == *b;
}

const struct provocation *provocation_find(const char *name)
{
    const struct provocation *p = provocations;

    while (p->name && !same(p->name, name))
        p++;
    return p->name ? p : NULL;
}

void provoke(const char *name)
{
    const struct provocation *mistake = provocation_find(name);

    if (mistake) {
        mistake->run();
        kprintf("provoke: survived %s\n", name);
        return;
    }
    kprintf("provoke: no %s; there are", name);
    for (mistake = provocations; mistake->name; mistake++)
        kprintf(" %s", mistake->name);
    kprintf("\n");
}
