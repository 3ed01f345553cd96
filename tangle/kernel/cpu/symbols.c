// symbols.c: looks addresses up in the table that boot/symbols.awk made.
#include <stddef.h>
#include "kernel/cpu/layout.h"
#include "kernel/cpu/symbols.h"
#include "kernel/lib/console.h"

struct symbol {
    uint32_t address;           // less KERNEL_BASE's upper half
    uint32_t name;              // where in symbol_names
};

// By address. The names follow the last symbol.
extern const struct symbol symbols_start[], symbols_end[];

const char *symbol_find(uint64_t address, uint64_t *offset)
{
    size_t low = 0, high = symbols_end - symbols_start;

    if (address < (uint64_t)text_start || address >= (uint64_t)text_end)
        return NULL;
    while (low < high) {
        size_t middle = (low + high) / 2;

        if (symbols_start[middle].address <= (uint32_t)address)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0)
        return NULL;
    *offset = (uint32_t)address - symbols_start[low - 1].address;
    return (const char *)symbols_end + symbols_start[low - 1].name;
}

void symbol_print(uint64_t address)
{
    uint64_t offset;
    const char *name = symbol_find(address, &offset);

    if (name)
        kprintf("%s+0x%lx", name, offset);
    else
        kprintf("%p", (void *)address);
}
