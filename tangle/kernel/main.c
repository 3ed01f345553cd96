// main.c: where C begins. It brings the kernel up, one call after another.
#include "boot/boot_info.h"
#include "kernel/cpu/cpu.h"
#include "kernel/cpu/exception.h"
#include "kernel/cpu/gdt.h"
#include "kernel/cpu/idt.h"
#include "kernel/cpu/layout.h"
#include "kernel/cpu/paging.h"
#include "kernel/cpu/provoke.h"
#include "kernel/dev/framebuffer.h"
#include "kernel/dev/keyboard.h"
#include "kernel/dev/pic.h"
#include "kernel/dev/pit.h"
#include "kernel/dev/uart.h"
#include "kernel/dev/vga.h"
#include "kernel/lib/console.h"
#include "kernel/lib/options.h"
#include "kernel/lib/test.h"
#include "kernel/mm/heap.h"
#include "kernel/mm/memory.h"
#include "kernel/monitor.h"
#include "kernel/task/executor.h"
#include "kernel/task/timer.h"

#define KERNEL_NAME "Heddle, chapter 13: Async tasks"

static void introduce(const struct boot_info *boot, int serial, int screen)
{
    const struct boot_screen *s = &boot->screen;

    console_set_style(STYLE_BRIGHT);
    kprintf(KERNEL_NAME "\n");
    console_set_style(STYLE_NORMAL);
    kprintf("firmware   %s\n", boot->uefi ? "UEFI" : "BIOS");
    kprintf("loader     %s\n", boot->loader);
    kprintf("command    %s\n",
            boot->command_line[0] ? boot->command_line : "none");
    kprintf("serial     %s\n", serial < 0 ? "none" : "COM1, 115200 8N1");
    switch (s->kind) {
    case SCREEN_NONE:
        kprintf("screen     none\n");
        break;
    case SCREEN_TEXT:
        kprintf("screen     text, %u x %u at %lx\n",
                s->width, s->height, s->address);
        break;
    case SCREEN_PIXELS:
        kprintf("screen     %u x %u pixels of %u bits at %lx%s%s\n",
                s->width, s->height, s->bits, s->address,
                screen < 0 ? ", not used: " : "",
                screen < 0 ? framebuffer_problem() : "");
        break;
    }
    kprintf("kernel     %p to %p, %zu KiB\n", kernel_start, kernel_end,
            (size_t)(kernel_end - kernel_start) / 1024);
}

// What cannot be had is reported and done without.
static void start_devices(const char *command_line)
{
    int hertz = option_number(command_line, "hz", 100);

    if (pit_init(hertz) < 0)
        kprintf("no timer at %d Hz\n", hertz);
    if (keyboard_init() < 0)
        kprintf("no keyboard\n");
    if (uart_listen() < 0)
        kprintf("nothing can be typed on the serial line\n");
}

static struct boot_info boot;

// Called once, by boot.S, on the boot stack and with interrupts off.
// multiboot: where the loader left its information.
void kernel_main(paddr_t multiboot);

void kernel_main(paddr_t multiboot)
{
    int told = boot_info_read(&boot, paddr_to_ptr(multiboot));
    int serial = uart_init();
    int screen = boot.screen.kind == SCREEN_PIXELS
               ? framebuffer_init(&boot.screen) : vga_init(&boot.screen);

    introduce(&boot, serial, screen);
    if (told < 0)
        kprintf("boot: the loader's information is damaged (%d)\n", told);
    gdt_init();
    idt_init();
    exception_init();
    pic_init();
    start_devices(boot.command_line);
    cpu_interrupts_on();
    if (option_get(boot.command_line, "tables", NULL, 0))
        paging_print(cpu_read_cr3());
    memory_init(&boot);
    if (screen < 0 && framebuffer_init(&boot.screen) == 0)
        kprintf("screen     within reach now\n");
    heap_init(&boot);
    timer_init();
    char only[64];

    if (option_get(boot.command_line, "test", only, sizeof(only)))
        machine_exit(test_run(only));
    if (option_get(boot.command_line, "provoke", only, sizeof(only)))
        provoke(only);
    monitor_start();
    executor_run(NULL);
}
