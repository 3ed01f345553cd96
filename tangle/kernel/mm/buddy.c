// buddy.c: frames in blocks of powers of two.
#include "kernel/mm/buddy.h"

void buddy_init(struct buddy *buddy, struct page *pages, size_t count)
{
    *buddy = (struct buddy){ .pages = pages, .count = count };
}

static void put_in(struct buddy *buddy, struct page *page, unsigned order)
{
    struct page **list = &buddy->lists[order];

    page->state = FRAME_FREE;
    page->order = (uint8_t)order;
    page->prev = NULL;
    page->next = *list;
    if (*list)
        (*list)->prev = page;
    *list = page;
}

static void take_out(struct buddy *buddy, struct page *page)
{
    if (page->prev)
        page->prev->next = page->next;
    else
        buddy->lists[page->order] = page->next;
    if (page->next)
        page->next->prev = page->prev;
    page->state = FRAME_OTHER;
}

struct page *buddy_alloc(struct buddy *buddy, unsigned order)
{
    struct page *page;
    unsigned at = order;

    while (at <= PAGE_ORDER_MAX && !buddy->lists[at])
        at++;
    if (at > PAGE_ORDER_MAX)
        return NULL;
    page = buddy->lists[at];
    take_out(buddy, page);
    for (; at > order; buddy->steps++) {
        at--;
        put_in(buddy, page + ((size_t)1 << at), at);    // the upper half
    }
    page->state = FRAME_USED;
    page->order = (uint8_t)order;
    buddy->free -= (size_t)1 << order;
    return page;
}

static struct page *free_buddy(struct buddy *buddy, struct page *page,
                               unsigned order)
{
    size_t number = (size_t)(page - buddy->pages) ^ (size_t)1 << order;
    struct page *other = &buddy->pages[number];

    if (number >= buddy->count || other->state != FRAME_FREE
        || other->order != order)
        return NULL;
    return other;
}

int buddy_free(struct buddy *buddy, struct page *page)
{
    unsigned order = page->order;
    struct page *other;

    if (!buddy_has_lent(page))
        return -EINVAL;
    buddy->free += (size_t)1 << order;
    page->state = FRAME_OTHER;
    while (order < PAGE_ORDER_MAX
           && (other = free_buddy(buddy, page, order))) {
        take_out(buddy, other);
        page = other < page ? other : page;
        order++;
        buddy->steps++;
    }
    put_in(buddy, page, order);
    return 0;
}

// The largest order of a block that begins here and ends before `end`.
static unsigned order_at(size_t first, size_t end)
{
    unsigned order = 0;

    while (order < PAGE_ORDER_MAX && !(first >> order & 1)
           && end - first >= (size_t)2 << order)
        order++;
    return order;
}

void buddy_add(struct buddy *buddy, size_t first, size_t end)
{
    while (first < end) {
        struct page *page = &buddy->pages[first];

        page->order = (uint8_t)order_at(first, end);
        first += (size_t)1 << page->order;
        buddy->all += (size_t)1 << page->order;
        page->state = FRAME_USED;       // by whoever had it before us
        (void)!buddy_free(buddy, page); // so this cannot fail
    }
}
