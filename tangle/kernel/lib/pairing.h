// pairing.h: a pairing heap, to find the least of many. The nodes are
// part of what is sorted; nothing is allocated.
#ifndef KERNEL_LIB_PAIRING_H
#define KERNEL_LIB_PAIRING_H

#include <stdint.h>

struct pairing_node {
    uint64_t key;
    struct pairing_node *child, *next, **link;  // link: what points here
};

struct pairing_heap {
    struct pairing_node *least;     // NULL: empty
};

// Steps: add 1; remove about log2 of how many there are, on average over
// many, but all of them at worst.
void pairing_add(struct pairing_heap *heap, struct pairing_node *node);
void pairing_remove(struct pairing_heap *heap, struct pairing_node *node);

#endif
