// load.c: what programs do to an allocator.
#include <stdbool.h>
#include "kernel/lib/random.h"
#include "kernel/lib/string.h"
#include "tests/race/load.h"

static uint32_t below(struct load *load, uint32_t limit)
{
    return (uint32_t)(random_next(&load->random) >> 33) % limit;
}

static bool has_room(const struct load *load)
{
    return load->count + LOAD_SLOTS < LOAD_OPS;
}

static void put(struct load *load, uint32_t slot, uint32_t size)
{
    load->sizes[slot] = size;
    load->ops[load->count++] = (struct load_op){ slot, size };
}

static uint32_t take(struct load *load, uint32_t size)
{
    uint32_t slot = 0;

    while (load->sizes[slot])
        slot++;
    put(load, slot, size);
    return slot;
}

static void give(struct load *load, uint32_t slot)
{
    if (load->sizes[slot])
        put(load, slot, 0);
}

// What is asked for is kept: a record for each device, and its name. Only
// the table of all of them is given back, each time that it has doubled.
static void boot(struct load *load)
{
    uint32_t size = 64, table = take(load, size), larger, path;

    for (uint32_t devices = 1; devices <= 500; devices++) {
        path = take(load, 256);
        take(load, 192);
        take(load, 4 + below(load, 28));
        if (below(load, 3) == 0)
            take(load, 24 + below(load, 200));
        give(load, path);
        if (devices * 8 < size)
            continue;
        larger = take(load, size *= 2);
        give(load, table);
        table = larger;
    }
}

struct job {
    uint32_t slots[24], count;
};

// A line, its words, their array; a process and what it has open; paths,
// for a moment; sometimes a pipe.
static void start(struct load *load, struct job *job)
{
    uint32_t *slots = job->slots, n = 0, words = 1 + below(load, 7), path;

    slots[n++] = take(load, 8 + below(load, 72));
    for (uint32_t i = 0; i < words; i++)
        slots[n++] = take(load, 2 + below(load, 30));
    slots[n++] = take(load, 8 * (words + 1));
    slots[n++] = take(load, 576);                   // the process
    for (uint32_t i = 2 + below(load, 4); i; i--) {
        path = take(load, 256);
        slots[n++] = take(load, 72);                // an open file
        give(load, path);
    }
    if (below(load, 4) == 0)
        slots[n++] = take(load, 4096);              // a pipe's buffer
    job->count = n;
}

// Of a job that has ended, its line is remembered.
static void shell(struct load *load)
{
    struct job jobs[40] = { 0 };
    uint32_t history[256];

    for (int i = 0; i < 256; i++)
        history[i] = take(load, 8 + below(load, 72));
    while (has_room(load)) {
        struct job *job = &jobs[below(load, 40)];
        uint32_t *line = &history[below(load, 256)];

        if (job->count) {
            while (job->count > 1)
                give(load, job->slots[--job->count]);
            give(load, *line);
            *line = job->slots[--job->count];
        } else {
            start(load, job);
        }
    }
}

static void random(struct load *load)
{
    while (has_room(load)) {
        uint32_t slot = below(load, 1000);

        if (load->sizes[slot])
            give(load, slot);
        else
            put(load, slot, 1 + below(load, 16u << below(load, 9)));
    }
}

// Against lists: between any two that stay, one that goes, and each of
// those that are wanted again behind a thousand that are too small.
static void comb(struct load *load)
{
    static const uint32_t sizes[4] = { 48, 16, 96, 16 };
    uint32_t n = 4000;

    for (uint32_t i = 0; i < n; i++)
        put(load, i, sizes[i % 4]);
    while (load->count + n < LOAD_OPS - LOAD_SLOTS) {
        for (uint32_t i = 2; i < n; i += 4)
            put(load, i, 0);                // those of 96
        for (uint32_t i = 0; i < n; i += 4)
            put(load, i, 0);                // then those of 48
        for (uint32_t i = 2; i < n; i += 4)
            put(load, i, 96);
        for (uint32_t i = 0; i < n; i += 4)
            put(load, i, 48);
    }
}

// Against slabs: of one size after another many, of which few stay.
static void pins(struct load *load)
{
    uint32_t slots[512], n;

    for (uint32_t size = 16; size <= 1024; size += 16) {
        for (n = 0; n < 512 && n < 32768 / size; n++)
            slots[n] = take(load, size);
        while (n--)
            if (n % 32)
                give(load, slots[n]);
    }
}

static const struct {
    const char *name;
    void (*make)(struct load *);
} loads[] = {
    { "boot", boot }, { "shell", shell }, { "random", random },
    { "comb", comb }, { "pins", pins },
};

int load_make(struct load *load, int number)
{
    if (number < 0 || number >= (int)(sizeof(loads) / sizeof(*loads)))
        return -EINVAL;
    memset(load, 0, sizeof(*load));
    load->name = loads[number].name;
    load->random = 0x9e3779b97f4a7c15;
    loads[number].make(load);
    for (uint32_t slot = 0; slot < LOAD_SLOTS; slot++)
        give(load, slot);
    return 0;
}
