// uart.c: COM1 as a console. Writes by asking, without interrupts.
// Register names are those of the PC16550D data sheet.
#include <stdbool.h>
#include "kernel/cpu/irq.h"
#include "kernel/cpu/port.h"
#include "kernel/dev/input.h"
#include "kernel/dev/uart.h"
#include "kernel/lib/console.h"

enum {
    THR = 0,                    // transmitter holding: the next character
    DLL = 0, DLM = 1,           // divisor, while LCR says so
    IER = 1,                    // interrupt enable
    FCR = 2,                    // FIFO control
    LCR = 3,                    // line control: the shape of a character
    MCR = 4,                    // modem control: the wires beside the data
    LSR = 5,                    // line status
};

enum {
    LCR_8N1 = 0x03,             // 8 data bits, no parity, 1 stop bit
    LCR_DLAB = 0x80,            // THR and IER are DLL and DLM
    FCR_ENABLE_CLEAR = 0x07,    // FIFOs on, both emptied
    MCR_DTR_RTS_OUT2 = 0x0b,    // we are here, send; interrupts possible
    MCR_LOOP = 0x10,            // what is sent comes back
    LSR_DATA = 0x01,            // a character has come
    LSR_ROOM = 0x20,            // THR (the FIFO) is empty
};

struct uart {
    struct console console;     // first, so that the console is the uart
    uint16_t port;
    bool stuck;                 // it has stopped taking characters
};

// In looks. A character takes 87 microseconds, a look up to two.
enum { PATIENCE = 100000 };

static bool await(struct uart *uart, uint8_t status, int looks)
{
    while (looks-- > 0)
        if (port_read8(uart->port + LSR) & status)
            return true;
    return false;
}

static void send(struct uart *uart, char c)
{
    uart->stuck = !await(uart, LSR_ROOM, uart->stuck ? 1 : PATIENCE);
    if (!uart->stuck)
        port_write8(uart->port + THR, (uint8_t)c);
}

static void uart_write(struct console *console, const char *text,
                       size_t length)
{
    struct uart *uart = (struct uart *)console;

    for (; length; length--, text++) {
        if (*text == '\n')
            send(uart, '\r');
        send(uart, *text);
    }
}

static struct uart com1 = {
    .console = { .name = "COM1", .write = uart_write },
    .port = 0x3f8,
};

int uart_init(void)
{
    uint16_t port = com1.port;

    port_write8(port + IER, 0);
    port_write8(port + LCR, LCR_DLAB | LCR_8N1);
    port_write8(port + DLL, 1);             // 115200 / 1
    port_write8(port + DLM, 0);
    port_write8(port + LCR, LCR_8N1);
    port_write8(port + FCR, FCR_ENABLE_CLEAR);
    port_write8(port + MCR, MCR_LOOP);
    port_write8(port + THR, 0xae);
    if (!await(&com1, LSR_DATA, PATIENCE) || port_read8(port + THR) != 0xae)
        return -ENODEV;
    port_write8(port + MCR, MCR_DTR_RTS_OUT2);
    console_add(&com1.console);
    return 0;
}

enum {
    COM1_IRQ = 4,
    IER_DATA = 0x01,
    LSR_NOBODY = 0xff,          // nobody drives the bus
};

static bool has_character(void)
{
    uint8_t status = port_read8(com1.port + LSR);

    return status != LSR_NOBODY && status & LSR_DATA;
}

static void on_character(int irq)
{
    (void)irq;
    // To the last one: if any is left the line stays up, and the PIC, which
    // waits for it to rise, never asks again.
    while (has_character()) {
        char c = (char)port_read8(com1.port + THR);

        input_put(c == '\r' ? '\n' : c == 0x7f ? '\b' : c);
    }
}

int uart_listen(void)
{
    if (port_read8(com1.port + LSR) == LSR_NOBODY)
        return -ENODEV;
    port_write8(com1.port + IER, IER_DATA);
    return irq_set_handler(COM1_IRQ, on_character);
}
