// range.h: a free list. Cuts ranges of anything, memory or addresses, into
// pieces and joins them again. It touches the records of the pieces and
// never what they stand for. Not locked; tested on the host.
#ifndef KERNEL_MM_RANGE_H
#define KERNEL_MM_RANGE_H

#include <stdint.h>

enum piece_state {
    PIECE_FREE = 0x45455246,    // "FREE" in a dump of memory
    PIECE_USED = 0x44455355,    // "USED"
    PIECE_GONE = 0x454e4f47,    // "GONE": part of the one before
};

// The record belongs to whoever uses the range. It may stand inside the
// piece: while that is used, what follows `owner` is not touched.
struct piece {
    struct piece *before, *after;   // neighbors; NULL: an end of the range
    uint64_t size;
    uint32_t state;             // enum piece_state
    int32_t owner;              // for whoever uses the range
    struct piece *next, *prev;  // in the list of free pieces
};

struct range {
    struct piece free;          // head of the list of free pieces
    // Gets a record that is not needed any more. May be NULL.
    void (*drop)(struct piece *);
};

void range_init(struct range *range, void (*drop)(struct piece *));

// Adds a free piece without neighbors; takes out a free one that has none.
void range_add(struct range *range, struct piece *piece, uint64_t size);
void range_remove(struct piece *piece);

// A free piece that is large enough, or NULL. O(free pieces).
struct piece *range_find(const struct range *range, uint64_t size);

// Makes a free piece a used one. If there is a record `rest`, the piece
// keeps `size`, and the remainder becomes a free piece with that record.
void range_take(struct range *range, struct piece *piece, uint64_t size,
                struct piece *rest);

// Takes a used piece back and joins it with free neighbors. Returns the
// piece that it is part of now. A damaged list is a panic.
struct piece *range_give(struct range *range, struct piece *piece);

// NULL if this is a used piece whose neighbors know it, else what it is.
const char *piece_complaint(const struct piece *piece);

#endif
