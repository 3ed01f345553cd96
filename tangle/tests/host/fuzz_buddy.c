// fuzz_buddy.c: buddy.c against an array with a byte a frame.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "kernel/lib/test.h"
#include "kernel/mm/buddy.h"
#include "tests/host/host.h"

enum { FRAMES = 5000, ABSENT = 0, FREE = 1, USED = 2 };

static struct page pages[FRAMES];
static unsigned char model[FRAMES];
static struct page *live[FRAMES];
static size_t live_count, model_free;
static struct buddy buddy;

static bool all_free(size_t first, size_t count)
{
    for (size_t i = first; i < first + count; i++)
        if (i >= FRAMES || model[i] != FREE)
            return false;
    return true;
}

static void mark(size_t first, size_t count, unsigned char as)
{
    memset(model + first, as, count);
}

static void alloc_from_both(void)
{
    unsigned order = fuzz_below(PAGE_ORDER_MAX + 1);
    struct page *page;
    size_t size, first;

    order = fuzz_below(order + 1);          // small ones more often
    size = (size_t)1 << order;
    page = buddy_alloc(&buddy, order);
    if (!page) {                            // then there must be none
        for (first = 0; first < FRAMES; first += size)
            CHECK(!all_free(first, size));
        return;
    }
    first = page - pages;
    CHECK_EQUAL(first % size, 0);
    CHECK(all_free(first, size));
    mark(first, size, USED);
    model_free -= size;
    live[live_count++] = page;
}

static void free_to_both(size_t which)
{
    struct page *page = live[which];
    size_t size = (size_t)1 << page->order;

    live[which] = live[--live_count];
    CHECK_EQUAL(buddy_free(&buddy, page), 0);
    mark(page - pages, size, FREE);
    model_free += size;
    CHECK_EQUAL(buddy_free(&buddy, page), -EINVAL);
}

static void set_up_both(void)
{
    memset(pages, 0, sizeof(pages));
    memset(model, ABSENT, sizeof(model));
    live_count = model_free = 0;
    buddy_init(&buddy, pages, FRAMES);
    for (size_t first = fuzz_below(50), end; first < FRAMES;
         first = end + 1 + fuzz_below(100)) {
        end = first + 1 + fuzz_below(3000);
        end = end < FRAMES ? end : FRAMES;
        buddy_add(&buddy, first, end);
        mark(first, end - first, FREE);
        model_free += end - first;
    }
    CHECK_EQUAL(buddy.all, model_free);
}

TEST(fuzz_buddy)
{
    long operations = 50l * fuzz_rounds;

    for (long i = 0; i < operations; i++) {
        if (i % 100000 == 0)
            set_up_both();
        if (live_count == 0 || fuzz_below(2 + i / 10000 % 2) == 0)
            alloc_from_both();
        else
            free_to_both(fuzz_below(live_count));
        CHECK_EQUAL(buddy.free, model_free);
    }
    printf("# %ld operations on the buddy allocator\n", operations);
}

enum { OBJECTS = 20000, ROUNDS = 200000 };

// Blocks of mixed sizes come and go. Returns the most steps of one call.
static uint64_t exercise(struct buddy *b, struct page **blocks)
{
    uint64_t most = 0;

    for (int i = 0; i < ROUNDS; i++) {
        struct page **block = &blocks[fuzz_below(OBJECTS)];
        uint64_t before = b->steps;

        if (*block)
            CHECK_EQUAL(buddy_free(b, *block), 0);
        *block = *block ? NULL : buddy_alloc(b, fuzz_below(3));
        if (b->steps - before > most)
            most = b->steps - before;
    }
    return most;
}

static void measure(size_t mib)
{
    size_t frames = mib * 256;
    struct page *all = calloc(frames, sizeof(*all));
    static struct page *blocks[OBJECTS];
    struct buddy b;
    uint64_t most, before;

    memset(blocks, 0, sizeof(blocks));
    buddy_init(&b, all, frames);
    buddy_add(&b, 256, frames);             // less the first MiB
    before = b.steps;
    most = exercise(&b, blocks);
    printf("# %5zu MiB: %.2f steps a call, %lu at most\n", mib,
           (double)(b.steps - before) / ROUNDS, most);
    CHECK(most <= PAGE_ORDER_MAX);
    free(all);
}

TEST(bench_buddy_from_32_mib_to_64_gib)
{
    for (size_t mib = 32; mib <= 65536; mib *= 2)
        measure(mib);
}
