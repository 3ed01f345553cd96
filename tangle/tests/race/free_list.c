// free_list.c: a free list in the memory that it manages.
#include "tests/race/free_list.h"

enum { ALIGN = 16 };

void free_list_init(struct free_list *list)
{
    *list = (struct free_list){ 0 };
    range_init(&list->range, NULL);
}

void free_list_add(struct free_list *list, void *memory, size_t size)
{
    struct chunk *chunk = memory;

    *chunk = (struct chunk){ list->chunks, size };
    list->chunks = chunk;
    list->taken += size;
    range_add(&list->range, (struct piece *)(chunk + 1),
              size - sizeof(*chunk));
}

void *free_list_alloc(struct free_list *list, size_t size, int32_t owner)
{
    size_t needed = (size + FREE_LIST_HEADER + ALIGN - 1) & -ALIGN;
    struct piece *piece, *rest = NULL;

    if (needed < sizeof(struct piece))
        needed = sizeof(struct piece);
    if (size == 0 || needed < size)
        return NULL;
    piece = range_find(&list->range, needed);
    if (!piece)
        return NULL;
    if (piece->size - needed >= sizeof(struct piece))
        rest = (struct piece *)((char *)piece + needed);
    range_take(&list->range, piece, needed, rest);
    piece->owner = owner;
    list->count++;
    return (char *)piece + FREE_LIST_HEADER;
}

struct piece *free_list_piece(const void *object)
{
    return (struct piece *)((char *)object - FREE_LIST_HEADER);
}

void *free_list_free(struct free_list *list, void *object, int32_t owner)
{
    struct piece *piece = free_list_piece(object);
    struct chunk *chunk, **link = &list->chunks;

    piece->owner = owner;
    list->count--;
    piece = range_give(&list->range, piece);
    if (piece->before || piece->after)
        return NULL;
    range_remove(piece);
    chunk = (struct chunk *)piece - 1;
    while (*link != chunk)
        link = &(*link)->next;
    *link = chunk->next;
    list->taken -= chunk->size;
    return chunk;
}
