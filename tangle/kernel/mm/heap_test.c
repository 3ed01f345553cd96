// heap_test.c: tests of kmalloc and of areas.
#include <stdint.h>
#include "kernel/cpu/cpu.h"
#include "kernel/cpu/exception.h"
#include "kernel/cpu/layout.h"
#include "kernel/lib/catch.h"
#include "kernel/lib/console.h"
#include "kernel/lib/string.h"
#include "kernel/lib/test.h"
#include "kernel/mm/area.h"
#include "kernel/mm/heap.h"
#include "kernel/mm/page.h"
#include "kernel/mm/slab.h"

TEST(heap_keeps_its_promises)
{
    static char *objects[256];
    size_t free, count = heap_count(), size = 1;

    heap_shrink();
    free = page_count_free();
    for (int i = 0; i < 256; i++, size += size / 64 + 1) {
        objects[i] = kmalloc(size);
        CHECK(objects[i] && (uint64_t)objects[i] % 16 == 0);
        memset(objects[i], i, size);
    }
    CHECK_EQUAL(heap_count(), count + 256);
    for (int i = 255; i >= 0; i--)
        CHECK_EQUAL((uint8_t)objects[i][i], i);
    for (int i = 0; i < 256; i++)
        kfree(objects[i * 37 % 256]);
    CHECK_EQUAL(heap_count(), count);
    heap_shrink();
    CHECK_EQUAL(page_count_free(), free);
    CHECK(!kmalloc(0) && !kmalloc((4 << 20) + 1) && !kmalloc(SIZE_MAX));
}

struct link { struct link *next; };

static struct link *take_all(size_t size, struct link *taken)
{
    struct link *one;

    while ((one = kmalloc(size)) != NULL) {
        one->next = taken;
        taken = one;
    }
    return taken;
}

static void give_all(struct link *taken)
{
    struct link *next;

    for (; taken; taken = next) {
        next = taken->next;
        kfree(taken);
    }
    heap_shrink();
}

TEST(heap_says_no_when_all_is_taken)
{
    struct link *taken = NULL;
    size_t free, left;
    bool none;

    heap_shrink();
    free = page_count_free();
    for (size_t size = 2 << 20; size >= 16; size /= 2)
        taken = take_all(size, taken);
    left = page_count_free();
    none = !kmalloc(1) && !area_alloc(1);
    give_all(taken);
    CHECK(none);
    CHECK(left < 2);
    CHECK_EQUAL(page_count_free(), free);
    CHECK((taken = kmalloc(1)) != NULL);
    kfree(taken);
}

TEST(heap_refuses_what_is_no_object)
{
    static uint64_t variable[8];
    char *one = kzalloc(24), *two = kzalloc(24);

    CHECK(one && two);
    CHECK(catch_panic("never allocated", kfree, &variable[6]));
    CHECK(catch_panic("not an object", kfree, one + 4));
    kfree(two);
    CHECK(catch_panic("double free", kfree, two));
    kfree(one);
}

static struct slab_cache cache;

static __attribute__((noinline)) char *make_letter(void)
{
    char *letter = slab_alloc(&cache);

    CHECK(letter);
    return letter;
}

static __attribute__((noinline)) void burn_letter(void *letter)
{
    slab_free(&cache, letter);
    CHECK(letter);
}

TEST(poison_names_who_allocated)
{
    bool before = slab_guarded;
    char *letter;

    slab_guarded = true;
    slab_cache_init(&cache, "letters", 40, 16);
    slab_guarded = before;
    letter = make_letter();
    letter[41] ^= 1;
    CHECK(catch_panic("overflow at byte 41 of 40, "
                      "allocated by make_letter", burn_letter, letter));
    letter[41] ^= 1;
    burn_letter(letter);
    CHECK(catch_panic("double free at byte 0 of 40, "
                      "allocated by make_letter, freed by burn_letter",
                      burn_letter, letter));
    slab_cache_shrink(&cache);
}

static void touch(void *address)
{
    *(volatile char *)address = 1;
}

static bool faults(char *address)
{
    struct catch catch = { .wanted = CATCH_TRAP };

    return catch_call(&catch, touch, address) == CATCH_TRAP
        && catch.trap == PAGE_FAULT && catch.address == (uint64_t)address;
}

TEST(area_is_alone)
{
    char *one = area_alloc(4 * PAGE_SIZE), *two = area_alloc(1);

    CHECK(one && two);
    memset(one, 1, 4 * PAGE_SIZE);
    memset(two, 2, PAGE_SIZE);
    CHECK(faults(one - 1) && faults(one + 4 * PAGE_SIZE));
    CHECK(faults(two - 1) && faults(two + PAGE_SIZE));
    area_free(one);
    CHECK(faults(one) && !faults(two));
    area_free(two);
    CHECK(!area_alloc((size_t)1 << 40));
}

TEST(bench_kmalloc)
{
    uint64_t from;
    void *object = kmalloc(100), *other;    // so that the chunk stays

    CHECK(object);
    from = cpu_read_tsc();
    for (int i = 0; i < 1000; i++) {
        other = kmalloc(100);
        kfree(other);
    }
    kprintf("# kmalloc_kfree %lu\n", (cpu_read_tsc() - from) / 1000);
    kfree(object);
}
