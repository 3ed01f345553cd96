// pairing_test.c: tests of pairing.c, against looking at all of them.
#include <stdbool.h>
#include <stddef.h>
#include "kernel/lib/pairing.h"
#include "kernel/lib/test.h"

enum { COUNT = 64 };

static struct pairing_node nodes[COUNT];
static bool is_in[COUNT];

static bool least_is_right(const struct pairing_heap *heap)
{
    size_t least = COUNT;

    for (size_t i = 0; i < COUNT; i++)
        if (is_in[i] && (least == COUNT || nodes[i].key < nodes[least].key))
            least = i;
    if (least == COUNT)
        return !heap->least;
    return heap->least && heap->least->key == nodes[least].key;
}

TEST(pairing_knows_the_least)
{
    struct pairing_heap heap = { NULL };
    unsigned long state = 1;
    bool right = true;

    for (int i = 0; i < 20000 && right; i++) {
        size_t n;

        state = state * 6364136223846793005 + 1442695040888963407;
        n = state >> 58;
        if (is_in[n]) {
            pairing_remove(&heap, &nodes[n]);
        } else {
            nodes[n].key = state >> 40 & 255;
            pairing_add(&heap, &nodes[n]);
        }
        is_in[n] = !is_in[n];
        right = least_is_right(&heap);
    }
    CHECK(right);
}
