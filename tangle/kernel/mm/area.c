// area.c: ranges of kernel addresses, and the pages behind them.
#include "kernel/lib/panic.h"
#include "kernel/lib/spinlock.h"
#include "kernel/mm/area.h"
#include "kernel/mm/heap.h"
#include "kernel/mm/page.h"
#include "kernel/mm/range.h"
#include "kernel/mm/space.h"

struct area {
    struct piece piece;         // first, so that one is the other
    uint64_t start;             // of a page that stays unmapped
    struct page *pages;         // behind the others, or NULL
};

static struct spinlock lock = SPINLOCK("areas");
static struct range range;
static struct area *first;      // by address
static struct piece *spare;     // records that nobody uses

static void keep(struct piece *record)
{
    record->next = spare;
    spare = record;
}

void area_init(size_t count)
{
    struct area *areas = boot_alloc(count * sizeof(*areas));

    range_init(&range, keep);
    if (!areas)
        return;
    for (size_t i = count - 1; i > 0; i--)
        keep(&areas[i].piece);
    first = &areas[0];
    first->start = KERNEL_RANGES;
    range_add(&range, &first->piece, paging_size(4) - PAGE_SIZE);
}

bool area_covers(const void *address)
{
    return (uint64_t)address - KERNEL_RANGES < paging_size(4);
}

static struct area *take(uint64_t size)
{
    struct piece *piece, *rest = NULL;

    spin_lock(&lock);
    piece = range_find(&range, size);
    if (piece && piece->size > size) {
        rest = spare;
        if (!rest)
            piece = NULL;       // no record for what remains
    }
    if (rest) {
        spare = rest->next;
        ((struct area *)rest)->start =
            ((struct area *)piece)->start + size;
    }
    if (piece)
        range_take(&range, piece, size, rest);
    spin_unlock(&lock);
    return (struct area *)piece;
}

static void give(struct area *area)
{
    spin_lock(&lock);
    range_give(&range, &area->piece);
    spin_unlock(&lock);
}

unsigned area_order(size_t size)
{
    unsigned order = 0;

    while (order <= PAGE_ORDER_MAX && (size_t)PAGE_SIZE << order < size)
        order++;
    return order;
}

void *area_alloc(size_t size)
{
    unsigned order = area_order(size);
    struct page *pages = page_alloc(order);
    struct area *area = NULL;
    uint64_t at;

    if (!pages)
        return NULL;
    area = take(PAGE_SIZE + (PAGE_SIZE << order));
    if (!area)
        goto fail_addresses;
    at = area->start + PAGE_SIZE;
    if (space_map(&kernel_space, at, page_to_paddr(pages),
                  PAGE_SIZE << order, SPACE_WRITE) < 0)
        goto fail_map;
    area->pages = pages;
    return (void *)at;

fail_map:
    give(area);
fail_addresses:
    page_put(pages);
    return NULL;
}

static struct area *find(uint64_t at)
{
    struct area *area = first;

    while (area && (area->start + PAGE_SIZE != at || !area->pages))
        area = (struct area *)area->piece.after;
    return area;
}

static struct area *close(void *start)
{
    struct page *pages = NULL;
    struct area *area;

    spin_lock(&lock);
    area = find((uint64_t)start);
    if (area) {
        pages = area->pages;
        area->pages = NULL;     // closed, whoever else may come
    }
    spin_unlock(&lock);
    if (!area)
        panic("%p is no area, or none any more", start);
    if (space_unmap(&kernel_space, (uint64_t)start,
                    area->piece.size - PAGE_SIZE) < 0)
        panic("an area cannot be unmapped");
    page_put(pages);
    return area;
}

void area_close(void *start)
{
    close(start);
}

void area_free(void *start)
{
    give(close(start));
}
