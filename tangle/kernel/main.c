// main.c: where C begins. It brings the kernel up, one call after another.
#include <stdint.h>
#include "kernel/cpu/cpu.h"
#include "kernel/cpu/port.h"

#define KERNEL_NAME "Heddle, chapter 1: A freestanding C program"

enum {
    COM1 = 0x3f8,               // the first serial line's first port
    LINE_STATUS = 5,            // its status, five ports further on
    ROOM = 0x20,                // status: room for a character
};

static void serial_put(char c)
{
    while (!(port_read8(COM1 + LINE_STATUS) & ROOM))
        ;
    port_write8(COM1, c);
}

enum {
    COLUMNS = 80, ROWS = 25,
    WHITE_ON_BLACK = 0x0f00,
};

static volatile uint16_t *const screen = (volatile uint16_t *)0xb8000;

static void screen_put(char c)
{
    static unsigned at;         // the next cell, counted from the top left

    if (c == '\n')
        at += COLUMNS - at % COLUMNS;
    else
        screen[at++] = WHITE_ON_BLACK | (uint8_t)c;
    if (at == ROWS * COLUMNS)
        at = 0;
}

static void say(const char *text)
{
    for (; *text; text++) {
        if (*text == '\n')
            serial_put('\r');
        serial_put(*text);
        screen_put(*text);
    }
}

// Called once, by boot.S, on the boot stack and with interrupts off.
void kernel_main(void);

void kernel_main(void)
{
    say(KERNEL_NAME "\n");
    cpu_halt_forever();
}
