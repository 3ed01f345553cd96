// slab_test.c: tests of slab caches and size classes, plain and guarded.
#include "kernel/lib/catch.h"
#include "kernel/lib/random.h"
#include "kernel/lib/test.h"
#include "kernel/mm/classes.h"

static struct classes classes;

static void begin(bool guarded)
{
    bool before = slab_guarded;

    slab_guarded = guarded;
    classes_init(&classes);
    slab_guarded = before;
}

static unsigned char *make(size_t size)
{
    unsigned char *object = classes_alloc(&classes, size, (uint64_t)make);

    CHECK(object);
    return object;
}

static void release(void *object)
{
    classes_free(&classes, object, (uint64_t)release);
}

static void check_all(void *unused)
{
    (void)unused;
    classes_check(&classes, NULL, NULL);
}

TEST(classes_fit)
{
    for (size_t size = 1; size <= CLASS_LARGEST; size++) {
        unsigned class = class_of(size);

        CHECK(class_size(class) >= size);
        CHECK(class == 0 || class_size(class - 1) < size);
    }
    CHECK_EQUAL(class_of(CLASS_LARGEST), CLASS_COUNT - 1);
}

TEST(slab_gives_pages_back)
{
    static void *objects[600];
    size_t before = slab_pages_used();

    begin(false);
    for (int i = 0; i < 600; i++)
        objects[i] = make(100);
    for (int i = 0; i < 600; i++)
        release(objects[i]);
    CHECK_EQUAL(slab_pages_used() - before, 1);     // one to go on with
    classes_shrink(&classes);
    CHECK_EQUAL(slab_pages_used(), before);
}

TEST(slab_refuses_what_it_did_not_give)
{
    unsigned char *object;

    begin(false);
    object = make(100);
    CHECK(catch_panic("not an object", release, object + 16));
    release(object);
    CHECK(catch_panic("double free", release, object));
    CHECK(catch_panic("never allocated", release, &classes));
    classes_shrink(&classes);
}

TEST(poison_knows_a_double_free)
{
    unsigned char *object;

    begin(true);
    object = make(100);
    release(object);
    CHECK(catch_panic("double free", release, object));
    classes_shrink(&classes);
}

TEST(poison_notices_use_after_free)
{
    unsigned char *object;

    begin(true);
    object = make(100);
    release(object);
    object[7] ^= 1;
    CHECK(catch_panic("use after free at byte 7 of 100", check_all, NULL));
    object[7] ^= 1;
    check_all(NULL);
    classes_shrink(&classes);
}

static size_t below(size_t limit)
{
    static uint64_t state = 1;

    return (random_next(&state) >> 33) % limit;
}

// Where a stray byte could land: before the object, behind it up to the
// next one, or in the record at the beginning of its slab.
static unsigned char *stray(unsigned char *object, size_t size)
{
    size_t end = classes.caches[class_of(size)].stride - 16;
    unsigned order;

    if (below(3) == 0)
        return object - 1 - below(16);
    if (below(2) == 0)
        return object + size + below(end - size);
    return (unsigned char *)slab_find_block(object, &order) + below(80);
}

static bool is_noticed(size_t size)
{
    unsigned char *object = make(size), *at = stray(object, size);
    unsigned char was = *at;
    bool noticed;

    *at ^= (unsigned char)(1 + below(255));
    noticed = catch_panic("", below(2) ? release : check_all, object);
    *at = was;
    if (noticed)
        release(object);
    return noticed;
}

TEST(poison_notices_1000_stray_bytes)
{
    int noticed = 0;

    begin(true);
    for (int i = 0; i < 1000; i++)
        noticed += is_noticed(1 + below((size_t)16 << below(9)));
    CHECK_EQUAL(noticed, 1000);
    check_all(NULL);
    classes_shrink(&classes);
}
