// symbols.h: the functions of the kernel, by address.
#ifndef KERNEL_CPU_SYMBOLS_H
#define KERNEL_CPU_SYMBOLS_H

#include <stdint.h>

// The function that an address lies in, and how far in; NULL if in none.
const char *symbol_find(uint64_t address, uint64_t *offset);

// Prints "name+0x12", or the number if there is no name.
void symbol_print(uint64_t address);

#endif
