// space_test.c: what the kernel's pages allow, by trying; and what becomes
// of spaces that are changed.
#include "kernel/cpu/cpu.h"
#include "kernel/cpu/exception.h"
#include "kernel/cpu/features.h"
#include "kernel/cpu/guard.h"
#include "kernel/lib/catch.h"
#include "kernel/lib/console.h"
#include "kernel/lib/random.h"
#include "kernel/lib/test.h"
#include "kernel/mm/page.h"
#include "kernel/mm/space.h"

enum { FINE = -1, STRANGE = -2, ABSENT = 0, PROTECTED = 1, WRITE = 2,
       FETCH = 16 };

struct touch {
    uint64_t address;
    char how;                   // r, w or x
};

static void touch_it(void *argument)
{
    const struct touch *touch = argument;
    volatile char *byte = (volatile char *)touch->address;

    if (touch->how == 'r')
        (void)*byte;
    else if (touch->how == 'w')
        *byte = *byte;          // does no harm if it is not refused
    else
        ((void (*)(void))touch->address)();
}

// What came of it: FINE, or the error code of a page fault.
static int touch(uint64_t address, char how)
{
    struct touch touch = { address, how };
    struct catch catch = { .wanted = CATCH_TRAP };

    if (catch_call(&catch, touch_it, &touch) == CATCH_NOTHING)
        return FINE;
    return catch.trap == PAGE_FAULT && catch.address == address
        ? (int)catch.error : STRANGE;
}

// The same byte of the kernel, by its name in the direct map.
static uint64_t twin(uint64_t address)
{
    return address - KERNEL_BASE + DIRECT_MAP;
}

TEST(space_text_cannot_be_written)
{
    uint64_t ends[] = {
        (uint64_t)text_start, (uint64_t)text_end - 1,
        (uint64_t)rodata_start, (uint64_t)rodata_end - 1,
    };

    for (int i = 0; i < 4; i++) {
        CHECK_EQUAL(touch(ends[i], 'r'), FINE);
        CHECK_EQUAL(touch(ends[i], 'w'), PROTECTED | WRITE);
        CHECK_EQUAL(touch(twin(ends[i]), 'r'), FINE);
        CHECK_EQUAL(touch(twin(ends[i]), 'w'), PROTECTED | WRITE);
    }
}

enum { RET = 0xc3 };            // the shortest function

static const unsigned char in_rodata = RET;
static unsigned char in_data = RET, in_bss;

static void nothing_at_all(void)
{
}

TEST(space_data_cannot_be_executed)
{
    int refused = features.no_execute ? PROTECTED | FETCH : FINE;
    volatile unsigned char on_stack = RET;
    struct page *page = page_alloc(0);
    unsigned char *in_page = page_to_ptr(page);

    in_bss = *in_page = RET;
    CHECK_EQUAL(touch((uint64_t)&in_rodata, 'x'), refused);
    CHECK_EQUAL(touch((uint64_t)&in_data, 'x'), refused);
    CHECK_EQUAL(touch((uint64_t)&in_bss, 'x'), refused);
    CHECK_EQUAL(touch((uint64_t)&on_stack, 'x'), refused);
    CHECK_EQUAL(touch((uint64_t)in_page, 'x'), refused);
    CHECK_EQUAL(touch(twin((uint64_t)nothing_at_all), 'x'), refused);
    page_put(page);
}

TEST(space_null_and_guards_are_not_there)
{
    static const uint64_t nowhere[] = {
        0, 0xfff, 0x100000, 0x7ffffffff000, DIRECT_MAP,
        KERNEL_RANGES + 511ul * (1 << 30), KERNEL_BASE,
        KERNEL_BASE + 0x100000, 0xfffffffffffff000,
    };

    for (size_t i = 0; i < sizeof(nowhere) / sizeof(*nowhere); i++)
        CHECK_EQUAL(touch(nowhere[i], 'r'), ABSENT);
    CHECK_EQUAL(touch((uint64_t)stack_guard, 'r'), ABSENT);
    CHECK_EQUAL(touch((uint64_t)stack_guard + 4095, 'r'), ABSENT);
    CHECK_EQUAL(touch((uint64_t)bss_end, 'r'), ABSENT);     // behind us
}

// Goes to the next page that is mapped, from *at on.
static bool next_page(uint64_t *at, struct walk *walk)
{
    while (!paging_walk(kernel_space.root, *at, walk)) {
        if (walk->level == 0)
            *at = DIRECT_MAP;               // across the gap
        else
            *at += walk->size - *at % walk->size;
        if (*at == 0)
            return false;
    }
    return true;
}

TEST(space_has_no_page_to_write_and_execute)
{
    uint64_t at = 0, small = 0, large = 0, both = 0, users = 0;
    struct walk walk;

    while (next_page(&at, &walk)) {
        bool write = walk.bits & PAGE_WRITABLE;
        bool execute = !(walk.bits & PAGE_NO_EXECUTE);

        both += write && execute;
        users += (walk.bits & PAGE_USER) != 0;
        small += walk.size == PAGE_SIZE;
        large += walk.size > PAGE_SIZE;
        at += walk.size;
    }
    kprintf("# small_pages %lu\n# large_pages %lu\n", small, large);
    CHECK(small > 0 && large > 0);
    CHECK_EQUAL(users, 0);
    if (features.no_execute)
        CHECK_EQUAL(both, 0);
}

enum { MEBI = 1 << 20, GIBI = 1 << 30 };

#define HERE (KERNEL_RANGES + 256ul * GIBI)     // far from any user

static int map(uint64_t address, paddr_t to, size_t size, unsigned access)
{
    return space_map(&kernel_space, address, to, size, access);
}

static int unmap(uint64_t address, size_t size)
{
    return space_unmap(&kernel_space, address, size);
}

TEST(space_changes_take_effect_at_once)
{
    size_t before = page_count_free();
    struct page *page = page_alloc(0);
    volatile int *there = page_to_ptr(page), *here = (void *)HERE;

    *there = 1;
    CHECK_EQUAL(map(HERE, page_to_paddr(page), PAGE_SIZE, SPACE_WRITE), 0);
    CHECK_EQUAL(*here, 1);
    *here = 2;
    CHECK_EQUAL(*there, 2);
    CHECK_EQUAL(space_protect(&kernel_space, HERE, PAGE_SIZE, SPACE_READ),
                0);
    CHECK_EQUAL(touch(HERE, 'r'), FINE);
    CHECK_EQUAL(touch(HERE, 'w'), PROTECTED | WRITE);
    CHECK_EQUAL(unmap(HERE, PAGE_SIZE), 0);
    CHECK_EQUAL(touch(HERE, 'r'), ABSENT);
    page_put(page);
    CHECK_EQUAL(page_count_free(), before);
}

TEST(space_splits_large_pages)
{
    size_t before = page_count_free();
    struct page *block = page_alloc(PAGE_ORDER_MAX);
    char *in_block = page_to_ptr(block), *here = (char *)HERE;
    struct walk walk;

    CHECK_EQUAL(map(HERE, page_to_paddr(block), 4 * MEBI, SPACE_WRITE), 0);
    CHECK(paging_walk(kernel_space.root, HERE, &walk));
    CHECK_EQUAL(walk.size, 2 * MEBI);
    CHECK_EQUAL(touch(HERE + MEBI, 'r'), FINE);
    CHECK_EQUAL(unmap(HERE + MEBI, PAGE_SIZE), 0);
    CHECK_EQUAL(touch(HERE + MEBI, 'r'), ABSENT);
    here[MEBI - 1] = 'a';
    here[MEBI + PAGE_SIZE] = 'b';
    here[4 * MEBI - 1] = 'c';
    CHECK_EQUAL(in_block[MEBI - 1], 'a');
    CHECK_EQUAL(in_block[MEBI + PAGE_SIZE], 'b');
    CHECK_EQUAL(in_block[4 * MEBI - 1], 'c');
    CHECK_EQUAL(unmap(HERE, 4 * MEBI), 0);
    page_put(block);
    CHECK_EQUAL(page_count_free(), before);
}

TEST(space_splits_giant_pages)
{
    uint64_t at = HERE + 64ul * GIBI, hole = at + 5 * MEBI;
    size_t before = page_count_free();
    struct walk walk;

    CHECK_EQUAL(map(at, GIBI, GIBI, SPACE_READ), 0);
    CHECK(paging_walk(kernel_space.root, hole, &walk));
    CHECK_EQUAL(walk.size, features.giant_pages ? GIBI : 2 * MEBI);
    CHECK_EQUAL(unmap(hole, PAGE_SIZE), 0);
    CHECK(!paging_walk(kernel_space.root, hole, &walk));
    CHECK(paging_walk(kernel_space.root, hole + PAGE_SIZE, &walk));
    CHECK_EQUAL(walk.size, PAGE_SIZE);
    CHECK_EQUAL(walk.address, GIBI + 5 * MEBI + PAGE_SIZE);
    CHECK(paging_walk(kernel_space.root, at + 6 * MEBI, &walk));
    CHECK_EQUAL(walk.size, 2 * MEBI);
    CHECK_EQUAL(walk.address, GIBI + 6 * MEBI);
    CHECK_EQUAL(unmap(at, GIBI), 0);
    CHECK_EQUAL(page_count_free(), before);
}

TEST(space_maps_devices)
{
    paddr_t apic = 0xfee00030;              // any register will do
    unsigned access = SPACE_WRITE | SPACE_DEVICE;
    struct walk walk;

    CHECK(space_map_device(apic, 4, access) == paddr_to_ptr(apic));
    CHECK(space_map_device(apic, 4, access) == paddr_to_ptr(apic));
    CHECK_EQUAL(touch(DIRECT_MAP + apic, 'r'), FINE);
    CHECK(!space_map_device(apic, 4, SPACE_WRITE));
    CHECK(!space_map_device(apic - PAGE_SIZE, 2 * PAGE_SIZE, SPACE_READ));
    CHECK(!space_map_device((uint64_t)text_start - KERNEL_BASE, 1, access));
    CHECK(!space_map_device(apic, 0, access));
    CHECK(space_map_device(apic + PAGE_SIZE, 4, SPACE_COMBINE));
    CHECK(paging_walk(kernel_space.root, DIRECT_MAP + apic + PAGE_SIZE,
                      &walk));
    CHECK_EQUAL(walk.bits & (PAGE_WRITE_THROUGH | PAGE_CACHE_DISABLE),
                PAGE_WRITE_THROUGH
                | (features.combining ? 0 : PAGE_CACHE_DISABLE));
    CHECK(!space_map_device(~0ul - 3, 8, access));
}

TEST(space_refuses_nonsense)
{
    CHECK_EQUAL(map(HERE + 1, 0, PAGE_SIZE, 0), -EINVAL);
    CHECK_EQUAL(map(HERE, 1, PAGE_SIZE, 0), -EINVAL);
    CHECK_EQUAL(map(HERE, 0, 0, 0), -EINVAL);
    CHECK_EQUAL(map(HERE, 0, PAGE_SIZE - 1, 0), -EINVAL);
    CHECK_EQUAL(map(1ul << 47, 0, PAGE_SIZE, 0), -EINVAL);
    CHECK_EQUAL(map(0, 0, -(size_t)PAGE_SIZE, 0), -EINVAL);
    CHECK_EQUAL(map(-(uint64_t)PAGE_SIZE, 0, 2 * PAGE_SIZE, 0), -EINVAL);
    CHECK_EQUAL(map(HERE, ~0xffful, PAGE_SIZE, 0), -EINVAL);
    CHECK_EQUAL(map(HERE, 0, PAGE_SIZE, SPACE_WRITE | SPACE_EXECUTE),
                -EINVAL);
    CHECK_EQUAL(map(HERE, 0, PAGE_SIZE, SPACE_USER), -EINVAL);
    CHECK_EQUAL(map(KERNEL_RANGES + 512ul * GIBI, 0, PAGE_SIZE, 0),
                -EINVAL);                   // no such region
    CHECK_EQUAL(map((uint64_t)text_start, 0, PAGE_SIZE, 0), -EEXIST);
    CHECK_EQUAL(unmap(HERE, 16 * PAGE_SIZE), 0);        // there is nothing
}

enum { LEFT_MAX = 4 };

// Takes all memory but so many frames; a block's first word has the next.
static struct page *take_all_but(unsigned left)
{
    struct page *kept[LEFT_MAX], *blocks = NULL, *block;

    for (unsigned i = 0; i < left; i++)
        kept[i] = page_alloc(0);
    for (int order = PAGE_ORDER_MAX; order >= 0; order--)
        while ((block = page_alloc((unsigned)order))) {
            *(struct page **)page_to_ptr(block) = blocks;
            blocks = block;
        }
    while (left)
        page_put(kept[--left]);
    return blocks;
}

static void put_all(struct page *blocks)
{
    while (blocks) {
        struct page *next = *(struct page **)page_to_ptr(blocks);

        page_put(blocks);
        blocks = next;
    }
}

// Two pages on both sides of a border, each behind two tables of its own.
TEST(space_survives_having_no_memory)
{
    uint64_t border = HERE + 64ul * GIBI;
    size_t before = page_count_free();

    for (unsigned left = 0; left <= LEFT_MAX; left++) {
        struct page *blocks = take_all_but(left);
        size_t had = page_count_free();
        int error = map(border - PAGE_SIZE, 0, 2 * PAGE_SIZE, SPACE_READ);
        size_t has = page_count_free();

        unmap(border - PAGE_SIZE, 2 * PAGE_SIZE);
        put_all(blocks);
        CHECK_EQUAL(had, left);
        CHECK_EQUAL(error, left < 4 ? -ENOMEM : 0);
        CHECK_EQUAL(has, left < 4 ? left : 0);
        CHECK_EQUAL(page_count_free(), before);
    }
}

enum { MODEL_PAGES = 2048 };    // 8 MiB

static struct {
    uint32_t frame;             // 0: not mapped
    uint8_t access;
} model[MODEL_PAGES];

static unsigned any(unsigned limit)
{
    static uint64_t state = 1;

    return (unsigned)(random_next(&state) >> 33) % limit;
}

static bool agrees(void)
{
    struct walk walk;

    for (unsigned i = 0; i < MODEL_PAGES; i++) {
        uint64_t at = HERE + (uint64_t)i * PAGE_SIZE;

        if (paging_walk(kernel_space.root, at, &walk)
            != (model[i].frame != 0))
            return false;
        if (model[i].frame
            && (walk.address != (paddr_t)model[i].frame * PAGE_SIZE
                || !(walk.bits & PAGE_WRITABLE)
                != !(model[i].access & SPACE_WRITE)))
            return false;
    }
    return true;
}

// One change, of a random kind, to a random piece.
static bool change_something(void)
{
    unsigned grain = any(2) ? 512 : 1;      // often by whole large pages
    unsigned from = any(MODEL_PAGES) / grain * grain;
    unsigned count = (any(MODEL_PAGES - from) / grain + 1) * grain;
    unsigned kind = any(3), access = any(2) ? SPACE_WRITE : SPACE_READ;
    unsigned frame = (1 + any(8)) * 1024 + any(2) * any(512);
    uint64_t at = HERE + (uint64_t)from * PAGE_SIZE;
    size_t size = (size_t)count * PAGE_SIZE;
    bool taken = false;

    if (from + count > MODEL_PAGES)
        return true;
    for (unsigned i = from; i < from + count; i++)
        taken |= model[i].frame != 0;
    if (kind == 0 && taken)
        return map(at, (paddr_t)frame * PAGE_SIZE, size, access)
            == -EEXIST;
    for (unsigned i = from; i < from + count; i++) {
        if (kind < 2)
            model[i].frame = kind == 0 ? frame + i - from : 0;
        if (kind != 1)
            model[i].access = access;
    }
    if (kind == 0)
        return map(at, (paddr_t)frame * PAGE_SIZE, size, access) == 0;
    if (kind == 1)
        return unmap(at, size) == 0;
    return space_protect(&kernel_space, at, size, access) == 0;
}

TEST(space_agrees_with_a_model)
{
    size_t before = page_count_free();
    int wrong = 0;

    for (int round = 0; round < 300; round++)
        wrong += !change_something() || !agrees();
    CHECK_EQUAL(unmap(HERE, MODEL_PAGES * PAGE_SIZE), 0);
    CHECK_EQUAL(wrong, 0);
    CHECK_EQUAL(page_count_free(), before);
}
