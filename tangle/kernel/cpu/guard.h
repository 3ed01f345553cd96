// guard.h: pages that are not there, so that touching them is noticed.
#ifndef KERNEL_CPU_GUARD_H
#define KERNEL_CPU_GUARD_H

#include <stdint.h>

// Takes away the page of the kernel's own memory that begins at `page`,
// at once or when guard_enforce() is called; `what` is being guarded, for
// reports, and must stay.
void guard_page(const void *page, const char *what);

// The one below the boot stack, in boot.S.
extern const char stack_guard[];

// What the guard page guards that the address lies in, or NULL.
const char *guard_find(uint64_t address);

// From now on `unmap` takes guard pages away. Those that there are, too.
void guard_enforce(void (*unmap)(uint64_t page));

#endif
