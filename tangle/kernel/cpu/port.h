// port.h: the processor's second address space, 65,536 ports of one byte.
#ifndef KERNEL_CPU_PORT_H
#define KERNEL_CPU_PORT_H

#include <stdint.h>

static inline uint8_t port_read8(uint16_t port)
{
    uint8_t value;
    __asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port) : "memory");
    return value;
}

static inline void port_write8(uint16_t port, uint8_t value)
{
    __asm__ volatile("outb %0, %1" :: "a"(value), "Nd"(port) : "memory");
}

#endif
