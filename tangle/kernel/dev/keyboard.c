// keyboard.c: the 8042 keyboard controller. IBM PC AT Technical Reference,
// 1984, section 1, "Keyboard Controller".
#include <stdbool.h>
#include <stdint.h>
#include "kernel/cpu/irq.h"
#include "kernel/cpu/port.h"
#include "kernel/dev/input.h"
#include "kernel/dev/keyboard.h"
#include "kernel/lib/scancode.h"

enum { DATA = 0x60, STATUS = 0x64, COMMAND = 0x64 };

enum {
    STATUS_OUTPUT = 0x01,       // a byte waits for us at DATA
    STATUS_INPUT = 0x02,        // it has not taken our last byte yet
    STATUS_MOUSE = 0x20,        // the byte that waits is the mouse's
    READ_CONFIG = 0x20, WRITE_CONFIG = 0x60,
    DISABLE_MOUSE = 0xa7, DISABLE_KEYBOARD = 0xad,
    ENABLE_KEYBOARD = 0xae,
    CONFIG_INTERRUPT = 0x01,    // keyboard: IRQ 1
    CONFIG_TRANSLATE = 0x40,    // from set 2, which it really sends, to 1
    CONFIG_OFF = 0x12,          // the mouse's interrupt; a stopped clock
    START_SCANNING = 0xf4,      // to the keyboard itself
    KEYBOARD_IRQ = 1,
    PATIENCE = 100000,
    AT_ONCE = 16,               // no more bytes than these in one go
};

static bool await(uint8_t bit, bool set)
{
    for (int i = 0; i < PATIENCE; i++)
        if (!(port_read8(STATUS) & bit) == !set)
            return true;
    return false;
}

static void write_to(uint16_t port, uint8_t byte)
{
    if (await(STATUS_INPUT, false))
        port_write8(port, byte);
}

static int read_answer(void)
{
    return await(STATUS_OUTPUT, true) ? port_read8(DATA) : -ENODEV;
}

static struct scancode_state state;

static void take_byte(uint8_t status)
{
    uint8_t byte = port_read8(DATA);
    int key = status & STATUS_MOUSE ? KEY_NONE
                                    : scancode_decode(&state, byte);

    if (key != KEY_NONE)
        input_put(key);
}

static void on_key(int irq)
{
    (void)irq;
    for (int i = 0; i < AT_ONCE; i++) {
        uint8_t status = port_read8(STATUS);

        if (!(status & STATUS_OUTPUT))
            break;
        take_byte(status);      // the line falls, and rises for the next
    }
}

int keyboard_init(void)
{
    int config;

    if (port_read8(STATUS) == 0xff)         // nobody drives the bus
        return -ENODEV;
    write_to(COMMAND, DISABLE_KEYBOARD);
    write_to(COMMAND, DISABLE_MOUSE);
    for (int i = 0; i < AT_ONCE && port_read8(STATUS) & STATUS_OUTPUT; i++)
        port_read8(DATA);                   // what was left over
    write_to(COMMAND, READ_CONFIG);
    config = read_answer();
    if (config < 0)
        return config;
    config &= ~CONFIG_OFF;
    config |= CONFIG_INTERRUPT | CONFIG_TRANSLATE;
    write_to(COMMAND, WRITE_CONFIG);
    write_to(DATA, (uint8_t)config);
    write_to(COMMAND, ENABLE_KEYBOARD);
    write_to(DATA, START_SCANNING);
    read_answer();                          // fa, it has understood
    return irq_set_handler(KEYBOARD_IRQ, on_key);
}
