// fuzz_heap.c: the allocators against models too simple to be wrong.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "kernel/lib/test.h"
#include "kernel/mm/bump.h"
#include "tests/host/host.h"
#include "tests/race/free_list.h"

TEST(fuzz_bump)
{
    enum { ROOM = 5000 };
    uintptr_t used = ROOM, at, got, start = 0;
    struct bump bump = { 0, 0 };

    for (int i = 0; i < fuzz_rounds; i++) {
        size_t align = (size_t)1 << fuzz_below(14);
        size_t size = fuzz_next() >> fuzz_below(64);

        if (fuzz_below(32) == 0) {
            start = fuzz_below(2) ? fuzz_below(ROOM) : -ROOM - 1ul;
            bump_init(&bump, (void *)start, ROOM);
            used = 0;
        }
        if (fuzz_below(32) == 0)
            size = -size;
        for (at = used; (start + at) % align; at++)
            ;
        got = (uintptr_t)bump_alloc(&bump, size, align);
        if (size == 0 || at > ROOM || size > ROOM - at) {
            CHECK(!got);
        } else {
            CHECK(got == start + at);
            used = at + size;
        }
    }
}

enum { UNITS = 256 };

static struct unit {
    struct piece piece;
    bool busy;
} records[UNITS + 1], *owners[UNITS];

static void drop(struct piece *piece)
{
    ((struct unit *)piece)->busy = false;
}

static struct unit *new_record(void)
{
    struct unit *unit = records;

    while (unit->busy)
        unit++;
    unit->busy = true;
    return unit;
}

static int longest_run(void)
{
    int longest = 0, run = 0;

    for (int i = 0; i < UNITS; i++) {
        run = owners[i] ? 0 : run + 1;
        longest = run > longest ? run : longest;
    }
    return longest;
}

// The place of a piece is the sum of the sizes before it.
static void change_owner(struct unit *unit, struct unit *from,
                         struct unit *to)
{
    struct piece *piece = &unit->piece;
    uint64_t end, at = 0;

    while ((piece = piece->before) != NULL)
        at += piece->size;
    for (end = at + unit->piece.size; at < end; at++) {
        CHECK(at < UNITS && owners[at] == from);
        owners[at] = to;
    }
}

static void take(struct range *range)
{
    uint64_t size = 1 + (fuzz_below(UNITS) >> fuzz_below(8));
    struct piece *piece = range_find(range, size);
    struct unit *rest = NULL;

    if (!piece) {
        CHECK((uint64_t)longest_run() < size);
        return;
    }
    if (piece->size > size)
        rest = new_record();
    range_take(range, piece, size, rest ? &rest->piece : NULL);
    change_owner((struct unit *)piece, NULL, (struct unit *)piece);
}

static void give(struct range *range, struct unit *unit)
{
    CHECK(!piece_complaint(&unit->piece));
    change_owner(unit, unit, NULL);
    range_give(range, &unit->piece);
    CHECK_TEXT(piece_complaint(&unit->piece), "is free already");
}

TEST(fuzz_range)
{
    struct range range;

    range_init(&range, drop);
    range_add(&range, &new_record()->piece, UNITS);
    for (int i = 0; i < fuzz_rounds; i++) {
        struct unit *unit = owners[fuzz_below(UNITS)];

        if (unit)
            give(&range, unit);
        else
            take(&range);
    }
    for (int i = 0; i < UNITS; i++)
        if (owners[i])
            give(&range, owners[i]);
    CHECK_EQUAL(range.free.next->size, UNITS);
}

enum { OBJECTS = 512, CHUNK = 8192 };

static struct object {
    unsigned char *at, with;
    size_t size;
} objects[OBJECTS];

static void allocate(struct free_list *list, struct object *object)
{
    size_t size = (fuzz_next() & 4095) >> fuzz_below(13);

    object->at = free_list_alloc(list, size, 1);
    if (!object->at && size && list->taken < 8 * CHUNK) {
        free_list_add(list, aligned_alloc(16, CHUNK), CHUNK);
        object->at = free_list_alloc(list, size, 1);
        CHECK(object->at);
    }
    CHECK_EQUAL((uintptr_t)object->at % 16, 0);
    if (!object->at)
        return;
    object->size = size;
    object->with = (unsigned char)fuzz_next();
    memset(object->at, object->with, size);
}

static void release(struct free_list *list, struct object *object)
{
    for (size_t i = 0; i < object->size; i++)
        CHECK(object->at[i] == object->with);
    CHECK(!piece_complaint(free_list_piece(object->at)));
    free(free_list_free(list, object->at, 2));
    object->at = NULL;
}

TEST(fuzz_free_list)
{
    struct free_list list;

    free_list_init(&list);
    for (int i = 0; i < fuzz_rounds; i++) {
        struct object *object = &objects[fuzz_below(OBJECTS)];

        if (object->at)
            release(&list, object);
        else
            allocate(&list, object);
    }
    CHECK(!free_list_alloc(&list, SIZE_MAX - 20, 1));
    for (int i = 0; i < OBJECTS; i++)
        if (objects[i].at)
            release(&list, &objects[i]);
    CHECK_EQUAL(list.count + list.taken, 0);
}
