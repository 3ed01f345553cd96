// free_list.h: memory of any size, from a free list whose records stand
// in the memory itself. Not locked; tested on the host.
#ifndef TESTS_RACE_FREE_LIST_H
#define TESTS_RACE_FREE_LIST_H

#include <stddef.h>
#include "kernel/lib/errno.h"
#include "kernel/mm/range.h"

struct chunk {                  // at the beginning of memory it was given
    struct chunk *next;
    size_t size;
};

struct free_list {
    struct range range;
    struct chunk *chunks;
    size_t taken;               // bytes in chunks,
    size_t count;               // objects in them
};

enum {
    FREE_LIST_HEADER = offsetof(struct piece, next),    // of each object
    FREE_LIST_SPENT = sizeof(struct chunk) + FREE_LIST_HEADER,
};

void free_list_init(struct free_list *list);

// Gives it memory, aligned to 16 bytes, as is the size. The largest object
// that it makes room for is smaller by FREE_LIST_SPENT.
void free_list_add(struct free_list *list, void *memory, size_t size);

// Aligned to 16 bytes. NULL: no piece is large enough, or size is 0.
MUST_CHECK void *free_list_alloc(struct free_list *list, size_t size,
                                 int32_t owner);

// Takes back what free_list_alloc returned. Returns memory that was given
// to it and has no object in it any more, and forgets it; or NULL.
MUST_CHECK void *free_list_free(struct free_list *list, void *object,
                                int32_t owner);

// The record of an object.
struct piece *free_list_piece(const void *object);

#endif
