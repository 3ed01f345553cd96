// design_bench.c: what an allocation costs, in instructions and memory.
#include "kernel/cpu/cpu.h"
#include "kernel/cpu/interrupts.h"
#include "kernel/lib/console.h"
#include "kernel/lib/test.h"
#include "kernel/mm/classes.h"
#include "tests/race/design.h"

static void *objects[LOAD_SLOTS];

static uint64_t take_beside_holes(const struct design *design, int holes)
{
    uint64_t from, took;

    design->begin();
    objects[0] = design->take(200);         // not the first of its size
    for (int i = 1; i <= 2 * holes; i++)
        objects[i] = design->take(48);
    for (int i = 1; i <= 2 * holes; i += 2)
        design->give(objects[i]);
    interrupts_hold();
    from = cpu_read_tsc();
    objects[1] = design->take(200);
    took = cpu_read_tsc() - from;
    interrupts_release();
    design->give(objects[1]);
    for (int i = 0; i <= 2 * holes; i += 2)
        design->give(objects[i]);
    design->end();
    return took;
}

TEST(bench_holes)
{
    for (int holes = 1; 2 * holes < LOAD_SLOTS; holes *= 2) {
        uint64_t list = take_beside_holes(&designs[DESIGN_LIST], holes);
        uint64_t slabs = take_beside_holes(&designs[DESIGN_SLABS], holes);

        kprintf("# %5d %7lu %7lu\n", holes, list, slabs);
        CHECK(list && slabs);
    }
}

enum { MANY = 200 };

// In steady state: all have been there before.
static void run_size(const struct design *design, size_t size,
                     uint64_t *take, uint64_t *give)
{
    design->begin();
    objects[MANY] = design->take(size);
    for (int round = 0; round < 2; round++) {
        uint64_t from = cpu_read_tsc(), then;

        for (int i = 0; i < MANY; i++)
            objects[i] = design->take(size);
        then = cpu_read_tsc();
        for (int i = 0; i < MANY; i++)
            design->give(objects[i]);
        *take = (then - from) / MANY;
        *give = (cpu_read_tsc() - then) / MANY;
    }
    design->give(objects[MANY]);
    design->end();
}

static uint64_t run_lock(void)
{
    static struct spinlock lock = SPINLOCK("bench");
    uint64_t from;

    interrupts_hold();
    from = cpu_read_tsc();
    for (int i = 0; i < MANY; i++) {
        spin_lock(&lock);
        spin_unlock(&lock);
    }
    from = cpu_read_tsc() - from;
    interrupts_release();
    return from / MANY;
}

// As the classes go: 16 bytes apart, then four to a doubling.
static size_t next_size(size_t size)
{
    size_t power = (size_t)1 << (63 - __builtin_clzl(size));

    return size + (size < 128 ? 16 : power / 4);
}

TEST(bench_sizes)
{
    for (size_t size = 16; size <= 4096; size = next_size(size)) {
        uint64_t take[DESIGN_COUNT], give[DESIGN_COUNT];

        interrupts_hold();
        for (int i = DESIGN_BUMP; i < DESIGN_COUNT; i++)
            run_size(&designs[i], size, &take[i], &give[i]);
        interrupts_release();
        kprintf("# %5zu %5lu %5lu %5lu %5lu %5lu\n", size,
                take[DESIGN_BUMP], take[DESIGN_LIST], take[DESIGN_SLABS],
                give[DESIGN_LIST], give[DESIGN_SLABS]);
        CHECK(take[DESIGN_SLABS] && give[DESIGN_SLABS]);
    }
    kprintf("# a lock, taken and given back: %lu\n", run_lock());
}

enum { LOAD_ORDER = 6 };

_Static_assert(sizeof(struct load) <= 4096 << LOAD_ORDER, "too large");

static size_t kib(size_t bytes)
{
    return (bytes + 1023) / 1024;
}

TEST(bench_waste)
{
    struct load *load = slab_get_pages(LOAD_ORDER);

    CHECK(load);
    for (int number = 0; load_make(load, number) == 0; number++) {
        struct score score[DESIGN_COUNT];

        for (int i = 0; i < DESIGN_COUNT; i++) {
            designs[i].begin();
            score[i] = design_measure(&designs[i], load);
            designs[i].end();
        }
        kprintf("# %-7s %5zu %6zu %5zu %5zu %5zu", load->name,
                kib(score[DESIGN_SLABS].asked),
                kib(score[DESIGN_PAGES].taken),
                kib(score[DESIGN_BUMP].taken),
                kib(score[DESIGN_LIST].taken),
                kib(score[DESIGN_SLABS].taken));
        kprintf("  %5zu %5zu  %5zu %5zu\n",
                kib(score[DESIGN_LIST].inside),
                kib(score[DESIGN_LIST].between),
                kib(score[DESIGN_SLABS].inside),
                kib(score[DESIGN_SLABS].between));
        CHECK_EQUAL(score[DESIGN_SLABS].refused, 0);
    }
    slab_put_pages(load, LOAD_ORDER);
}

static uint64_t run_load(const struct design *design, struct load *load)
{
    uint64_t from, took;

    design->begin();
    interrupts_hold();
    from = cpu_read_tsc();
    design_play(design, load);
    took = cpu_read_tsc() - from;
    interrupts_release();
    design->end();
    return took / load->count;
}

TEST(bench_loads)
{
    struct load *load = slab_get_pages(LOAD_ORDER);

    CHECK(load);
    for (int number = 0; load_make(load, number) == 0; number++)
        kprintf("# %-7s %5lu %5lu %5lu\n", load->name,
                run_load(&designs[DESIGN_BUMP], load),
                run_load(&designs[DESIGN_LIST], load),
                run_load(&designs[DESIGN_SLABS], load));
    slab_put_pages(load, LOAD_ORDER);
}
