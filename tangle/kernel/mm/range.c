// range.c: a free list whose pieces know their neighbors.
#include <stdbool.h>
#include <stddef.h>
#include "kernel/lib/panic.h"
#include "kernel/mm/range.h"

static void insert(struct range *range, struct piece *piece)
{
    piece->state = PIECE_FREE;
    piece->next = range->free.next;
    piece->prev = &range->free;
    piece->next->prev = piece;
    range->free.next = piece;
}

static void extract(struct piece *piece)
{
    if (piece->next->prev != piece || piece->prev->next != piece)
        panic("the free piece at %p was written to", (void *)piece);
    piece->next->prev = piece->prev;
    piece->prev->next = piece->next;
}

void range_init(struct range *range, void (*drop)(struct piece *))
{
    range->free.next = range->free.prev = &range->free;
    range->drop = drop;
}

void range_add(struct range *range, struct piece *piece, uint64_t size)
{
    *piece = (struct piece){ .size = size };
    insert(range, piece);
}

void range_remove(struct piece *piece)
{
    extract(piece);
    piece->state = PIECE_GONE;
}

struct piece *range_find(const struct range *range, uint64_t size)
{
    struct piece *piece = range->free.next;

    while (piece != &range->free && piece->size < size)
        piece = piece->next;
    return piece != &range->free ? piece : NULL;
}

void range_take(struct range *range, struct piece *piece, uint64_t size,
                struct piece *rest)
{
    extract(piece);
    piece->state = PIECE_USED;
    if (!rest)
        return;
    range_add(range, rest, piece->size - size);
    rest->before = piece;
    rest->after = piece->after;
    if (rest->after)
        rest->after->before = rest;
    piece->after = rest;
    piece->size = size;
}

// Makes `piece` a part of its neighbor before it.
static void absorb(struct range *range, struct piece *piece)
{
    struct piece *before = piece->before;

    before->size += piece->size;
    before->after = piece->after;
    if (before->after)
        before->after->before = before;
    piece->state = PIECE_GONE;
    if (range->drop)
        range->drop(piece);
}

static bool is_free(const struct piece *piece)
{
    return piece && piece->state == PIECE_FREE;
}

struct piece *range_give(struct range *range, struct piece *piece)
{
    struct piece *before = piece->before;

    if (is_free(piece->after)) {
        extract(piece->after);
        absorb(range, piece->after);
    }
    if (is_free(before)) {
        absorb(range, piece);       // into one that is in the list already
        return before;
    }
    insert(range, piece);
    return piece;
}

const char *piece_complaint(const struct piece *piece)
{
    if (piece->state == PIECE_FREE || piece->state == PIECE_GONE)
        return "is free already";
    if (piece->state != PIECE_USED)
        return "was never allocated";
    if ((piece->before && piece->before->after != piece)
        || (piece->after && piece->after->before != piece))
        return "was written beyond";
    return NULL;
}
