// page_test.c: tests of page.c, with all the memory that there is.
#include "kernel/lib/catch.h"
#include "kernel/lib/console.h"
#include "kernel/lib/test.h"
#include "kernel/mm/page.h"

TEST(page_alloc_gives_blocks_on_their_boundaries)
{
    size_t before = page_count_free();

    for (unsigned order = 0; order <= PAGE_ORDER_MAX; order++) {
        struct page *page = page_alloc(order);

        CHECK(page);
        CHECK_EQUAL(page_to_paddr(page) % (4096ul << order), 0);
        CHECK(paddr_to_page(page_to_paddr(page)) == page);
        CHECK(ptr_to_page(page_to_ptr(page)) == page);
        CHECK_EQUAL(before - page_count_free(), 1ul << order);
        page_put(page);
    }
    CHECK_EQUAL(page_count_free(), before);
    CHECK(!page_alloc(PAGE_ORDER_MAX + 1));
}

TEST(page_is_kept_until_the_last_put)
{
    size_t before = page_count_free();
    struct page *page = page_alloc(2);

    CHECK(page);
    page_get(page);
    page_put(page);
    CHECK_EQUAL(before - page_count_free(), 4);
    page_put(page);
    CHECK_EQUAL(page_count_free(), before);
}

// Takes blocks until there are none, writes into the first and the last
// bytes of each who it is, and chains them. Returns how many.
static size_t take_all(unsigned order, uint64_t **chain)
{
    size_t count = 0, last = (4096ul << order) / 8 - 1;
    struct page *page;

    while ((page = page_alloc(order))) {
        uint64_t *words = page_to_ptr(page);

        words[0] = (uint64_t)*chain;
        words[1] = words[last] = page_to_paddr(page);
        *chain = words;
        count++;
    }
    return count;
}

// Gives them back; returns how many were as they had been left.
static size_t put_all(unsigned order, uint64_t *chain)
{
    size_t right = 0, last = (4096ul << order) / 8 - 1;

    while (chain) {
        struct page *page = ptr_to_page(chain);
        uint64_t *next = (uint64_t *)chain[0];

        right += chain[1] == page_to_paddr(page) && chain[last] == chain[1];
        page_put(page);
        chain = next;
    }
    return right;
}

TEST(page_alloc_until_there_is_none)
{
    size_t before = page_count_free(), blocks, frames, again;
    uint64_t *chain = NULL;

    blocks = take_all(PAGE_ORDER_MAX, &chain);
    CHECK_EQUAL(put_all(PAGE_ORDER_MAX, chain), blocks);
    chain = NULL;
    frames = take_all(0, &chain);
    CHECK_EQUAL(frames, before);
    CHECK_EQUAL(page_count_free(), 0);
    CHECK_EQUAL(put_all(0, chain), frames);
    CHECK_EQUAL(page_count_free(), before);
    chain = NULL;                           // and in one piece again
    again = take_all(PAGE_ORDER_MAX, &chain);
    CHECK_EQUAL(again, blocks);
    CHECK_EQUAL(put_all(PAGE_ORDER_MAX, chain), blocks);
    kprintf("# %zu frames, %zu blocks of 4 MiB\n", frames, blocks);
}

// Not as the last thing: the return address should be in the function.
static __attribute__((noinline)) void let_go(struct page *page)
{
    page_put(page);
    __asm__ volatile("");
}

static void put_again(void *page)
{
    page_put(page);
    __asm__ volatile("");
}

static void get_again(void *page)
{
    page_get(page);
    __asm__ volatile("");
}

TEST(page_put_twice_is_a_panic)
{
    struct catch catch = { .wanted = CATCH_PANIC };
    size_t before = page_count_free();
    struct page *page = page_alloc(0);

    CHECK(page);
    let_go(page);
    CHECK_EQUAL(catch_call(&catch, put_again, page), CATCH_PANIC);
    kprintf("# %s\n", catch.text);
    CHECK_EQUAL(catch_call(&catch, get_again, page), CATCH_PANIC);
    CHECK_EQUAL(page_count_free(), before);
    page = paddr_to_page((uint64_t)text_start - KERNEL_BASE);
    CHECK_EQUAL(catch_call(&catch, put_again, page), CATCH_PANIC);
    CHECK(!paddr_to_page(MEMORY_END));
    CHECK(!ptr_to_page(text_start));
}
