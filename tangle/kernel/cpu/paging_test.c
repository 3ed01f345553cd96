// paging_test.c: is what the walker says what the processor does?
#include <stddef.h>
#include "kernel/cpu/cpu.h"
#include "kernel/cpu/exception.h"
#include "kernel/cpu/interrupts.h"
#include "kernel/cpu/paging.h"
#include "kernel/cpu/probe.h"
#include "kernel/lib/catch.h"
#include "kernel/lib/console.h"
#include "kernel/lib/format.h"
#include "kernel/lib/test.h"

// Does the processor find at this address what it finds where the walk
// says that it leads? Only to be asked of memory.
static bool agrees(uint64_t address)
{
    struct walk walk;
    bool mapped = paging_walk(cpu_read_cr3(), address, &walk);
    volatile uint64_t *one = (void *)address, here, there;
    volatile uint64_t *other = paddr_to_ptr(walk.address);
    bool readable = probe_read((void *)&here, (void *)address, 8);

    if (!mapped || !readable)
        return mapped == readable;
    interrupts_hold();                      // nobody changes it meanwhile
    here = *one;
    there = *other;                         // no call between the two
    interrupts_release();
    return here == there;
}

TEST(paging_walks_as_the_processor_does)
{
    unsigned looks = 0;

    for (char *at = kernel_start; at < kernel_end; at += 72, looks++)
        if (!agrees((uint64_t)at)) {
            kprintf("# at %p\n", (void *)at);
            CHECK(!"the processor agrees");
        }
    kprintf("# %u addresses\n", looks);
    CHECK(looks > 1000);
}

static unsigned faults;

static void look_beside(uint64_t address)
{
    struct walk walk;
    char byte;

    if (paging_walk(cpu_read_cr3(), address, &walk))
        return;
    faults++;
    CHECK(!probe_read(&byte, (void *)address, 1));
}

TEST(paging_holes_fault)
{
    struct page_range range;
    uint64_t at = 0;

    faults = 0;
    look_beside(0);
    look_beside(0x00007fffffffffff);        // around the desert
    look_beside(0x0000800000000000);
    look_beside(0xffff7fffffffffff);
    do {
        if (!paging_next_range(cpu_read_cr3(), at, &range))
            break;
        at = range.start + range.pages * range.size;
        look_beside(range.start - 1);
        look_beside(at);
    } while (at);
    kprintf("# %u addresses\n", faults);
    CHECK(faults > 8);
}

#define ON_A_PAGE __attribute__((aligned(PAGE_SIZE)))

static uint64_t tables[3][PAGE_ENTRIES] ON_A_PAGE;
static uint64_t frames[2][PAGE_SIZE / 8] ON_A_PAGE;
static uint64_t *root_entry;

enum { LEVEL_3, LEVEL_2, LEVEL_1 };         // tables[LEVEL_1]

static paddr_t physical(const void *pointer)
{
    struct walk walk;

    CHECK(paging_walk(cpu_read_cr3(), (uint64_t)pointer, &walk));
    return walk.address;
}

// Maps the two frames where nothing was; returns where they are now.
static volatile uint64_t *window_open(void)
{
    const uint64_t ways = PAGE_PRESENT | PAGE_WRITABLE;
    uint64_t address = DIRECT_MAP;

    while (*paging_entry(cpu_read_cr3(), 4, address))
        address += paging_size(4);
    root_entry = paging_entry(cpu_read_cr3(), 4, address);
    *root_entry = physical(tables[LEVEL_3]) | ways;
    tables[LEVEL_3][0] = physical(tables[LEVEL_2]) | ways;
    tables[LEVEL_2][0] = physical(tables[LEVEL_1]) | ways;
    for (int i = 0; i < 2; i++) {
        tables[LEVEL_1][i] = physical(frames[i]) | ways;
        frames[i][0] = (uint64_t)i + 1;
    }
    return (volatile uint64_t *)address;
}

static void window_close(void)
{
    *root_entry = 0;
    cpu_write_cr3(cpu_read_cr3());
}

TEST(paging_processor_marks_what_it_uses)
{
    const uint64_t marks = PAGE_ACCESSED | PAGE_DIRTY;
    volatile uint64_t *window = window_open();
    volatile uint64_t *entry = &tables[LEVEL_1][0];

    CHECK_EQUAL(*entry & marks, 0);
    CHECK_EQUAL(*window, 1);
    CHECK_EQUAL(*entry & marks, PAGE_ACCESSED);
    *window = 1;
    CHECK_EQUAL(*entry & marks, PAGE_ACCESSED | PAGE_DIRTY);
    CHECK(*root_entry & PAGE_ACCESSED);
    window_close();
}

TEST(paging_large_pages_end_the_walk)
{
    volatile uint64_t *window = window_open();
    paddr_t here = physical(frames[1]), large = paging_size(2);
    uint64_t at = (uint64_t)window + large + here % large;
    struct walk walk;

    tables[LEVEL_2][1] = (here & ~(large - 1)) | PAGE_LARGE
        | PAGE_PRESENT;
    CHECK_EQUAL(*(volatile uint64_t *)at, 2);
    CHECK(paging_walk(cpu_read_cr3(), at, &walk));
    CHECK_EQUAL(walk.address, here);
    CHECK_EQUAL(walk.size, large);
    tables[LEVEL_2][1] = 0;
    window_close();
}

TEST(bench_page_walk)
{
    struct walk walk;
    uint64_t from = cpu_read_tsc(), took;

    for (int i = 0; i < 1000; i++)
        CHECK(paging_walk(cpu_read_cr3(), (uint64_t)frames, &walk));
    took = cpu_read_tsc() - from;
    kprintf("# page_walk %lu\n", took / 1000);
}

TEST(paging_forgets_when_told)
{
    volatile uint64_t *window = window_open();

    CHECK_EQUAL(*window, 1);                // the processor may remember
    tables[LEVEL_1][0] = tables[LEVEL_1][1];
    cpu_invalidate((uint64_t)window);
    CHECK_EQUAL(*window, 2);
    window_close();
}

static void write_there(void *there)
{
    *(volatile uint64_t *)there = 3;
}

static void check_reason(uint64_t address, const char *wanted)
{
    char why[96];

    paging_explain(why, sizeof(why), cpu_read_cr3(), address, 3);
    CHECK_TEXT(why, wanted);
}

// Takes a right away in a table; does the report name the entry?
static void check_blame(volatile uint64_t *window, int table, int level)
{
    struct catch catch = { .wanted = CATCH_TRAP };
    char wanted[96];

    tables[table][0] &= ~PAGE_WRITABLE;
    cpu_invalidate((uint64_t)window);
    catch_call(&catch, write_there, (void *)window);
    CHECK_EQUAL(catch.trap, PAGE_FAULT);
    CHECK_EQUAL(catch.error, 3);
    CHECK_EQUAL(catch.address, (uint64_t)window);
    ksnprintf(wanted, sizeof(wanted), "read-only: level %d, entry 0 of "
              "the table at %lx is %lx", level, physical(tables[table]),
              tables[table][0]);
    check_reason((uint64_t)window, wanted);
    tables[table][0] |= PAGE_WRITABLE;
    cpu_invalidate((uint64_t)window);
}

TEST(paging_blames_the_right_entry)
{
    volatile uint64_t *window = window_open();
    char wanted[96];

    check_blame(window, LEVEL_1, 1);
    check_blame(window, LEVEL_2, 2);
    check_blame(window, LEVEL_3, 3);
    *window = 1;
    ksnprintf(wanted, sizeof(wanted), "allowed by now: level 1, entry 0 "
              "of the table at %lx is %lx", physical(tables[LEVEL_1]),
              tables[LEVEL_1][0]);
    check_reason((uint64_t)window, wanted);
    window_close();
}

TEST(paging_ranges_break_where_something_changes)
{
    uint64_t at = (uint64_t)window_open(), *second = &tables[LEVEL_1][1];
    struct page_range range;

    CHECK(paging_next_range(cpu_read_cr3(), at, &range));
    CHECK_EQUAL(range.start, at);
    CHECK_EQUAL(range.pages, 2);
    *second &= ~PAGE_WRITABLE;              // other rights
    CHECK(paging_next_range(cpu_read_cr3(), at, &range));
    CHECK_EQUAL(range.pages, 1);
    *second = tables[LEVEL_1][0];           // another place
    CHECK(paging_next_range(cpu_read_cr3(), at, &range));
    CHECK_EQUAL(range.pages, 1);
    *second = 0;
    window_close();
}
