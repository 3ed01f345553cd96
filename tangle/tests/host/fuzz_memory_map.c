// fuzz_memory_map.c: memory_map.c against an array with a byte a page.
#include <string.h>
#include "kernel/lib/test.h"
#include "kernel/mm/memory_map.h"
#include "tests/host/host.h"

enum { PAGES = 64 };

static struct memory_map map;
static unsigned char model[PAGES];

static void claim_both(void)
{
    paddr_t start = fuzz_below(PAGES * 4096), end = start;
    enum memory_kind kind = 1 + fuzz_below(MEMORY_BAD);

    end += fuzz_below(PAGES * 4096 - start) >> fuzz_below(8);
    if (memory_map_add(&map, start, end, kind) < 0)
        return;
    for (paddr_t page = 0; page < PAGES; page++) {
        paddr_t first = page * 4096, behind = first + 4096;
        bool whole = start <= first && behind <= end;
        bool touched = start < behind && first < end;

        if ((kind == MEMORY_FREE ? whole : touched) && model[page] < kind)
            model[page] = kind;
    }
}

static void compare_maps(void)
{
    struct memory_range range = { 0 };
    unsigned char seen[PAGES] = { 0 };
    paddr_t last = 0;

    while (memory_map_next(&map, &range)) {
        CHECK(range.start >= last && range.start < range.end);
        last = range.end;
        memset(seen + range.start / 4096, range.kind,
               (range.end - range.start) / 4096);
    }
    CHECK(memcmp(seen, model, sizeof(model)) == 0);
}

static bool is_free(size_t first, size_t count)
{
    while (count && model[first] == MEMORY_FREE)
        first++, count--;
    return count == 0;
}

static bool take_both(void)
{
    size_t pages = 1 + fuzz_below(4), first = 0;
    paddr_t limit = fuzz_below(PAGES + 1) * 4096;
    paddr_t taken = memory_map_take(&map, pages * 4096, limit);

    while (first + pages <= limit / 4096 && !is_free(first, pages))
        first++;
    if (first + pages > limit / 4096)
        first = 0;                          // there are none
    CHECK_EQUAL(taken, first * 4096);
    memset(model + first, MEMORY_EARLY, first ? pages : 0);
    return first;
}

TEST(fuzz_memory_map)
{
    for (int i = 0; i < fuzz_rounds / 100; i++) {
        memset(&map, 0, sizeof(map));
        memset(model, 0, sizeof(model));
        CHECK_EQUAL(memory_map_add(&map, 0, 1, MEMORY_BAD), 0);
        model[0] = MEMORY_BAD;          // 0 could mean that none is left
        for (uint64_t n = fuzz_below(20); n > 0; n--)
            claim_both();
        compare_maps();
        while (take_both())
            compare_maps();
    }
}
