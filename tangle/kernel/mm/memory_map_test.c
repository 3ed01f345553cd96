// memory_map_test.c: tests of memory_map.c, on maps of our own.
#include "kernel/lib/string.h"
#include "kernel/lib/test.h"
#include "kernel/mm/memory_map.h"

static struct memory_map map;

static void forget(void)
{
    memset(&map, 0, sizeof(map));
}

// Goes on to the next range and compares.
#define CHECK_NEXT(range, from, to, what) do {                           \
        CHECK(memory_map_next(&map, range));                             \
        CHECK_EQUAL((range)->start, from);                               \
        CHECK_EQUAL((range)->end, to);                                   \
        CHECK_EQUAL((range)->kind, what);                                \
    } while (0)

TEST(memory_map_sorts_and_the_strictest_wins)
{
    struct memory_range range = { 0 };

    forget();
    CHECK_EQUAL(memory_map_add(&map, 0x9000, 0xa000, MEMORY_BAD), 0);
    CHECK_EQUAL(memory_map_add(&map, 0x1000, 0x8000, MEMORY_FREE), 0);
    CHECK_EQUAL(memory_map_add(&map, 0x3000, 0x5000, MEMORY_RESERVED), 1);
    CHECK_EQUAL(memory_map_add(&map, 0x4000, 0x6000, MEMORY_ACPI), 1);
    CHECK_NEXT(&range, 0x1000, 0x3000, MEMORY_FREE);
    CHECK_NEXT(&range, 0x3000, 0x5000, MEMORY_RESERVED);
    CHECK_NEXT(&range, 0x5000, 0x6000, MEMORY_ACPI);
    CHECK_NEXT(&range, 0x6000, 0x8000, MEMORY_FREE);
    CHECK_NEXT(&range, 0x9000, 0xa000, MEMORY_BAD);
    CHECK(!memory_map_next(&map, &range));
}

TEST(memory_map_survives_nonsense)
{
    struct memory_range range = { 0 };

    forget();
    CHECK(!memory_map_next(&map, &range));
    CHECK_EQUAL(memory_map_add(&map, 0x1000, 0x1000, MEMORY_BAD), -EINVAL);
    CHECK_EQUAL(memory_map_add(&map, 0x2000, 0x1000, MEMORY_FREE), -EINVAL);
    CHECK_EQUAL(memory_map_add(&map, 0x6200, 0x6400, MEMORY_FREE), -EINVAL);
    CHECK_EQUAL(memory_map_add(&map, -4096, -1, MEMORY_FREE), -EINVAL);
    CHECK_EQUAL(memory_map_add(&map, MEMORY_END - 4096, -1, MEMORY_FREE),
                0);
    CHECK_NEXT(&range, MEMORY_END - 4096, MEMORY_END, MEMORY_FREE);
    CHECK(!memory_map_next(&map, &range));
    while (map.count < MEMORY_CLAIMS_MAX)
        CHECK(memory_map_add(&map, 0, 4096, MEMORY_FREE) >= 0);
    CHECK_EQUAL(memory_map_add(&map, 0, 4096, MEMORY_BAD), -ENOSPC);
}

TEST(memory_map_says_what_is_odd)
{
    static const struct boot_info boot = {
        .range_count = 4,
        .ranges = {
            { 0x100000, 0x200000, 1 },
            { 0x280000, 0, 2 },                 // empty
            { 0x200000, 0x10000, 2 },           // told twice
            { -0x2000ull, 0x4000, 1 },          // beyond all addresses
        },
    };
    struct memory_range range = { 0 };

    forget();
    memory_map_read(&map, &boot);
    CHECK_NEXT(&range, 0x100000, 0x200000, MEMORY_FREE);
    CHECK_NEXT(&range, 0x200000, 0x210000, MEMORY_RESERVED);
    CHECK_NEXT(&range, 0x210000, 0x300000, MEMORY_FREE);
    CHECK(!memory_map_next(&map, &range));
}

TEST(memory_map_gives_no_frame_of_the_screen)
{
    struct boot_screen screen = {
        SCREEN_PIXELS, 0x240800, 4096, 1024, 64, 32, true,
        { 16, 8 }, { 8, 8 }, { 0, 8 },
    };
    struct memory_range range = { 0x180000, 0x180000, MEMORY_KERNEL };

    forget();
    CHECK_EQUAL(memory_map_add(&map, 0x100000, 0x400000, MEMORY_FREE), 0);
    CHECK_EQUAL(memory_map_add(&map, 0x100000, 0x180000, MEMORY_KERNEL), 1);
    CHECK_EQUAL(memory_map_add_screen(&map, &screen), 1);
    CHECK_NEXT(&range, 0x180000, 0x240000, MEMORY_FREE);
    CHECK_NEXT(&range, 0x240000, 0x281000, MEMORY_RESERVED);
    CHECK_NEXT(&range, 0x281000, 0x400000, MEMORY_FREE);
    screen.address = 0x17ffff;              // the kernel's last byte
    CHECK_EQUAL(memory_map_add_screen(&map, &screen), -EINVAL);
    screen.address = -0x1000ull;            // beyond all addresses
    CHECK_EQUAL(memory_map_add_screen(&map, &screen), -EINVAL);
    screen.pitch = screen.height = -1u;
    CHECK_EQUAL(memory_map_add_screen(&map, &screen), -EINVAL);
    screen.height = 0;
    CHECK_EQUAL(memory_map_add_screen(&map, &screen), -EINVAL);
}

TEST(memory_map_gives_the_lowest_that_fits)
{
    forget();
    CHECK_EQUAL(memory_map_add(&map, 0x8000, 0x20000, MEMORY_FREE), 0);
    CHECK_EQUAL(memory_map_add(&map, 0x1000, 0x3000, MEMORY_FREE), 0);
    CHECK_EQUAL(memory_map_take(&map, 0x3000, 0xb000), 0x8000);
    CHECK_EQUAL(memory_map_take(&map, 0x1000, 0xb000), 0x1000);
    CHECK_EQUAL(memory_map_take(&map, 0x1000, 0xb000), 0x2000);
    CHECK_EQUAL(map.count, 4);              // the last two are one claim
    CHECK_EQUAL(memory_map_take(&map, 0x1000, 0xb000), 0);
    CHECK_EQUAL(memory_map_take(&map, 0x16000, MEMORY_END), 0);
    CHECK_EQUAL(memory_map_size(&map, MEMORY_EARLY), 0x5000);
    CHECK_EQUAL(memory_map_top(&map, MEMORY_FREE), 0x20000);
}
