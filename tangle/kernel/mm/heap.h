// heap.h: memory in any size. Any context; an object belongs to whoever
// asked for it until kfree().
#ifndef KERNEL_MM_HEAP_H
#define KERNEL_MM_HEAP_H

#include <stddef.h>
#include "boot/boot_info.h"
#include "kernel/lib/errno.h"

// Called once, after memory_init().
void heap_init(const struct boot_info *boot);

// Aligned to 16 bytes, of any content. NULL: there is none, or the size
// is 0, or larger than nearly 4 MiB.
MUST_CHECK void *kmalloc(size_t size);

// The same, filled with zeros.
MUST_CHECK void *kzalloc(size_t size);

// Gives back what kmalloc or kzalloc returned; NULL is fine. Anything else,
// as far as it can be told, is a panic that says what it was.
void kfree(void *object);

// For tables made while booting, by one processor, and never given back:
// aligned to 16 bytes, zeroed. NULL: there is none.
MUST_CHECK void *boot_alloc(size_t size);

// How many objects there are, without fenced ones; and who asked for them,
// as far as that is known, a line for each caller.
size_t heap_count(void);
void heap_print(void);

// Gives empty slabs back to the page allocator.
void heap_shrink(void);

#endif
