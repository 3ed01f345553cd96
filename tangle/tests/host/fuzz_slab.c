// fuzz_slab.c: size classes against what is known of each object.
#include <string.h>
#include "kernel/lib/test.h"
#include "kernel/mm/classes.h"
#include "tests/host/host.h"

enum { OBJECTS = 4096 };

static struct object {
    unsigned char *at, with;
    size_t size;
} objects[OBJECTS];

static struct classes classes;

static void ask(struct object *object)
{
    object->size = 1 + fuzz_next() % ((size_t)16 << fuzz_below(11));
    object->with = (unsigned char)fuzz_next();
    object->at = classes_alloc(&classes, object->size, 1);
    CHECK(object->at && (uintptr_t)object->at % 16 == 0);
    memset(object->at, object->with, object->size);
}

// Of large objects not every byte is looked at.
static void give_back(struct object *object)
{
    size_t step = 1 + object->size / 64;

    for (size_t i = 0; i < object->size; i += step)
        CHECK(object->at[i] == object->with);
    CHECK(object->at[object->size - 1] == object->with);
    classes_free(&classes, object->at, 2);
    object->at = NULL;
}

enum { ROUNDS = 10000000 };     // also if less is asked for

static void run(bool guarded, int rounds)
{
    size_t before = slab_pages_used();

    slab_guarded = guarded;
    classes_init(&classes);
    slab_guarded = false;
    for (int i = 0; i < rounds; i++) {
        struct object *object = &objects[fuzz_below(OBJECTS)];

        if (object->at)
            give_back(object);
        else
            ask(object);
    }
    for (int i = 0; i < OBJECTS; i++)
        if (objects[i].at)
            give_back(&objects[i]);
    classes_shrink(&classes);
    CHECK_EQUAL(slab_pages_used(), before);
}

TEST(fuzz_slab)
{
    run(false, ROUNDS);
}

TEST(fuzz_slab_guarded)
{
    run(true, ROUNDS / 10);
}
