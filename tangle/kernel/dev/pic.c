// pic.c: the two 8259s. Intel 8259A data sheet, order number 231468.
#include <stdint.h>
#include "kernel/cpu/irq.h"
#include "kernel/cpu/port.h"
#include "kernel/dev/pic.h"

enum {
    FIRST = 0x20, SECOND = 0xa0,    // the command ports
    DATA = 1,                       // one further on: the mask
};

enum {
    ICW1_START = 0x11,          // initialize; ICW2 to ICW4 follow
    ICW4_8086 = 0x01,
    OCW2_END = 0x60,            // end of this interrupt, 0 to 7
    OCW3_READ_SERVICE = 0x0b,   // the next read is the in-service register
    CASCADE = 2,                // the second one's line into the first
};

static uint16_t port_of(int irq)
{
    return irq < 8 ? FIRST : SECOND;
}

static void set_mask(int irq, bool masked)
{
    uint16_t port = port_of(irq) + DATA;
    uint8_t bit = (uint8_t)(1 << (irq & 7));
    uint8_t mask = port_read8(port);

    port_write8(port, masked ? mask | bit : mask & ~bit);
}

static void enable(int irq)
{
    set_mask(irq, false);
}

static void disable(int irq)
{
    set_mask(irq, true);
}

static bool in_service(int irq)
{
    port_write8(port_of(irq), OCW3_READ_SERVICE);
    return port_read8(port_of(irq)) & 1 << (irq & 7);
}

static bool is_spurious(int irq)
{
    if ((irq != 7 && irq != 15) || in_service(irq))
        return false;
    if (irq == 15)
        port_write8(FIRST, OCW2_END | CASCADE);
    return true;
}

static void end(int irq)
{
    port_write8(port_of(irq), (uint8_t)(OCW2_END | (irq & 7)));
    if (irq >= 8)
        port_write8(FIRST, OCW2_END | CASCADE);
}

enum { FIRST_VECTOR = IRQ_VECTOR, SECOND_VECTOR = IRQ_VECTOR + 8 };

static void start(uint16_t port, uint8_t vector, uint8_t wiring)
{
    port_write8(port, ICW1_START);
    port_write8(port + DATA, vector);           // ICW2
    port_write8(port + DATA, wiring);           // ICW3
    port_write8(port + DATA, ICW4_8086);
    port_write8(port + DATA, 0xff);             // all masked
}

void pic_init(void)
{
    static const struct irq_chip chip = {
        "8259", enable, disable, is_spurious, end,
    };

    start(FIRST, FIRST_VECTOR, 1 << CASCADE);   // which line
    start(SECOND, SECOND_VECTOR, CASCADE);      // its number
    enable(CASCADE);
    irq_init(&chip);
}
