// design.c: four allocators behind one face.
#include <stdbool.h>
#include "kernel/cpu/layout.h"
#include "kernel/lib/spinlock.h"
#include "kernel/mm/bump.h"
#include "kernel/mm/classes.h"
#include "tests/race/design.h"
#include "tests/race/free_list.h"

enum { CHUNK_ORDER = 4, CHUNK = PAGE_SIZE << CHUNK_ORDER };

static struct spinlock lock = SPINLOCK("design");

static void nothing(void)
{
}

static unsigned order_of(size_t size)
{
    unsigned order = 0;

    while ((size_t)PAGE_SIZE << order < size)
        order++;
    return order;
}

static void *pages_take(size_t size)
{
    return slab_get_pages(order_of(size));
}

static size_t pages_whole(const void *object, size_t size)
{
    (void)object;
    return (size_t)PAGE_SIZE << order_of(size);
}

static void pages_give(void *object)
{
    unsigned order;

    if (slab_find_block(object, &order))
        slab_put_pages(object, order);
}

static struct bump bump;
static void **chunks;           // a list, through their first words

static void bump_begin(void)
{
    bump_init(&bump, NULL, 0);
    chunks = NULL;
}

static bool bump_grow(void)
{
    void **chunk = slab_get_pages(CHUNK_ORDER);

    if (!chunk)
        return false;
    *chunk = chunks;
    chunks = chunk;
    bump_init(&bump, chunk + 2, CHUNK - 2 * sizeof(*chunk));
    return true;
}

static void *bump_take(size_t size)
{
    void *object;

    spin_lock(&lock);
    object = bump_alloc(&bump, size, 16);
    if (!object && bump_grow())
        object = bump_alloc(&bump, size, 16);
    spin_unlock(&lock);
    return object;
}

static void bump_give(void *object)
{
    (void)object;
}

static size_t bump_whole(const void *object, size_t size)
{
    (void)object;
    return (size + 15) & -16ul;
}

static void bump_end(void)
{
    while (chunks) {
        void **next = *chunks;

        slab_put_pages(chunks, CHUNK_ORDER);
        chunks = next;
    }
}

static struct free_list list;

static void list_begin(void)
{
    free_list_init(&list);
}

static void *list_take(size_t size)
{
    void *object, *chunk;

    spin_lock(&lock);
    object = free_list_alloc(&list, size, 0);
    if (!object && (chunk = slab_get_pages(CHUNK_ORDER))) {
        free_list_add(&list, chunk, CHUNK);
        object = free_list_alloc(&list, size, 0);
    }
    spin_unlock(&lock);
    return object;
}

static void list_give(void *object)
{
    void *chunk;

    spin_lock(&lock);
    chunk = free_list_free(&list, object, 0);
    if (chunk)
        slab_put_pages(chunk, CHUNK_ORDER);
    spin_unlock(&lock);
}

static size_t list_whole(const void *object, size_t size)
{
    (void)size;
    return free_list_piece(object)->size;
}

static struct classes classes;

static void slabs_begin(void)
{
    bool guarded = slab_guarded;

    slab_guarded = false;       // to be compared with those that are not
    classes_init(&classes);
    slab_guarded = guarded;
}

static void *slabs_take(size_t size)
{
    return classes_alloc(&classes, size, 1);
}

static void slabs_give(void *object)
{
    classes_free(&classes, object, 1);
}

static void slabs_end(void)
{
    classes_shrink(&classes);
}

static size_t slabs_whole(const void *object, size_t size)
{
    if (size > CLASS_LARGEST)
        return pages_whole(object, size);
    return class_size(class_of(size));
}

const struct design designs[DESIGN_COUNT] = {
    { "pages", nothing, pages_take, pages_give, nothing, pages_whole },
    { "bump", bump_begin, bump_take, bump_give, bump_end, bump_whole },
    { "list", list_begin, list_take, list_give, nothing, list_whole },
    { "slabs", slabs_begin, slabs_take, slabs_give, slabs_end,
      slabs_whole },
};

void design_play(const struct design *design, struct load *load)
{
    for (size_t i = 0; i < load->count; i++) {
        struct load_op op = load->ops[i];

        if (op.size)
            load->objects[op.slot] = design->take(op.size);
        else if (load->objects[op.slot])
            design->give(load->objects[op.slot]);
    }
}

// What is in use now, in bytes.
struct use {
    size_t asked, whole, taken;
};

static void note(struct score *score, const struct use *use)
{
    if (use->asked > score->asked)
        score->asked = use->asked;
    if (use->taken <= score->taken)
        return;
    score->taken = use->taken;
    score->inside = use->whole - use->asked;
    score->between = use->taken - use->whole;
}

struct score design_measure(const struct design *design,
                            struct load *load)
{
    struct score score = { 0 };
    struct use use = { 0 };
    size_t before = slab_pages_used();

    for (size_t i = 0; i < load->count; i++) {
        struct load_op op = load->ops[i];
        void **object = &load->objects[op.slot];
        uint32_t *size = &load->sizes[op.slot];

        if (op.size && !(*object = design->take(op.size))) {
            score.refused++;
        } else if (op.size) {
            use.asked += *size = op.size;
            use.whole += design->whole(*object, *size);
        } else if (*object) {
            use.asked -= *size;
            use.whole -= design->whole(*object, *size);
            design->give(*object);
        }
        use.taken = (slab_pages_used() - before) * PAGE_SIZE;
        note(&score, &use);
    }
    return score;
}
