// memory.h: brings up the map of memory, the page tables and the frames.
#ifndef KERNEL_MM_MEMORY_H
#define KERNEL_MM_MEMORY_H

#include "boot/boot_info.h"

// Called once, when traps work. Afterwards page_alloc() works and
// kernel_space stands; or, if the loader told of no memory, it has said so
// and page_alloc() returns NULL.
void memory_init(const struct boot_info *boot);

#endif
