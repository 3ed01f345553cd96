// page.c: the machine's frames and who has them.
#include "kernel/cpu/symbols.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/spinlock.h"
#include "kernel/mm/early.h"
#include "kernel/mm/page.h"

static struct spinlock lock = SPINLOCK("page");
static struct buddy buddy;

paddr_t page_to_paddr(const struct page *page)
{
    return (paddr_t)(page - buddy.pages) * PAGE_SIZE;
}

void *page_to_ptr(const struct page *page)
{
    return paddr_to_ptr(page_to_paddr(page));
}

struct page *paddr_to_page(paddr_t address)
{
    size_t number = address / PAGE_SIZE;

    return number < buddy.count ? &buddy.pages[number] : NULL;
}

struct page *ptr_to_page(const void *pointer)
{
    return paddr_to_page((uint64_t)pointer - DIRECT_MAP);
}

void page_init(struct memory_map *map)
{
    struct memory_range range = { 0 };
    size_t count = memory_map_top(map, MEMORY_FREE) / PAGE_SIZE;
    paddr_t pages;

    while (!(pages = early_alloc(count * sizeof(struct page) / PAGE_SIZE
                                 + 1)) && count)
        count /= 2;                     // do without the upper half
    early_close();
    buddy_init(&buddy, paddr_to_ptr(pages), pages ? count : 0);
    while (memory_map_next(map, &range)) {
        size_t first = range.start / PAGE_SIZE;
        size_t end = range.end / PAGE_SIZE;

        if (range.kind == MEMORY_FREE)
            buddy_add(&buddy, first, end < buddy.count ? end : buddy.count);
    }
}

struct page *page_alloc(unsigned order)
{
    struct page *page;

    spin_lock(&lock);
    page = buddy_alloc(&buddy, order);
    if (page) {
        page->owner = NULL;
        page->refs = 1;
        page->caller = (uint64_t)__builtin_return_address(0);
    }
    spin_unlock(&lock);
    return page;
}

static const char *name_of(uint64_t caller)
{
    uint64_t offset;
    const char *name = symbol_find(caller - 1, &offset);

    return name ? name : "nobody";
}

// Not while the lock is held: a panic may be caught.
static _Noreturn void complain(const char *what, const struct page *page,
                               uint64_t caller)
{
    panic("%s %s frame %lx, which is not in use; last had by %s",
          name_of(caller), what, page_to_paddr(page),
          name_of(page->caller));
}

void page_get(struct page *page)
{
    bool used;

    spin_lock(&lock);
    used = buddy_has_lent(page);
    if (used)
        page->refs++;
    spin_unlock(&lock);
    if (!used)
        complain("gets", page, (uint64_t)__builtin_return_address(0));
}

void page_put(struct page *page)
{
    uint64_t caller = (uint64_t)__builtin_return_address(0);
    bool used;

    spin_lock(&lock);
    used = buddy_has_lent(page);
    if (used && --page->refs == 0) {
        page->caller = caller;
        used = buddy_free(&buddy, page) == 0;
    }
    spin_unlock(&lock);
    if (!used)
        complain("puts", page, caller);
}

size_t page_count_free(void)
{
    return buddy.free;
}

size_t page_count_all(void)
{
    return buddy.all;
}
