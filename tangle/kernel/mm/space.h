// space.h: address spaces, that is, what is mapped where, and what may be
// done with it. Any context.
#ifndef KERNEL_MM_SPACE_H
#define KERNEL_MM_SPACE_H

#include "boot/boot_info.h"
#include "kernel/cpu/paging.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/spinlock.h"
#include "kernel/mm/memory_map.h"

// The kernel may always read what is there.
enum space_access {
    SPACE_READ = 0,
    SPACE_WRITE = 1,
    SPACE_EXECUTE = 2,
    SPACE_USER = 4,             // programs may, too
    SPACE_DEVICE = 8,           // not cached
    SPACE_COMBINE = 16,         // not cached, and writes may be gathered
};

struct space {
    paddr_t root;               // of the tables; what CR3 holds
    struct spinlock lock;       // taken before the page allocator's
};

// The kernel's. Its upper half is part of every space, and its entries in
// the root never change, so that others may copy them.
extern struct space kernel_space;

// All sizes and addresses are multiples of PAGE_SIZE. All return -EINVAL
// if they are not, if an address has no place in the tables, or if the
// kernel's own memory should become both writable and executable.

// Lets the addresses lead to physical memory from `to` on, by the largest
// pages that fit. Returns 0; -EEXIST if one of them leads somewhere
// already or -ENOMEM, and then nothing has changed.
MUST_CHECK int space_map(struct space *space, uint64_t address, paddr_t to,
                         size_t size, unsigned access);

// From its return on the addresses lead nowhere, and no processor
// remembers that they did. Holes are fine. Returns 0, or -ENOMEM if only a
// part of a large page should go and no memory was left for the table that
// this takes; then nothing has changed.
MUST_CHECK int space_unmap(struct space *space, uint64_t address,
                           size_t size);

// The same, but what is mapped there stays, with another access.
MUST_CHECK int space_protect(struct space *space, uint64_t address,
                             size_t size, unsigned access);

// Builds kernel_space and changes to it: all memory of the map at
// DIRECT_MAP, the kernel at KERNEL_BASE. `boot` says where the screen is,
// on which somebody may be writing. Takes its tables from early_alloc().
void space_init(const struct memory_map *map,
                const struct boot_info *boot);

// Makes a device's memory, at any address and of any size, readable at
// paddr_to_ptr(address), with SPACE_WRITE also writable; returns that, or
// NULL if it cannot be had, or is mapped with another access already.
// May be asked for again; is never undone.
MUST_CHECK void *space_map_device(paddr_t address, size_t size,
                                  unsigned access);

#endif
