// pairing.c: Fredman, Sedgewick, Sleator and Tarjan, "The Pairing Heap",
// Algorithmica 1 (1986): a tree in which nobody is less than its parent.
#include <stddef.h>
#include "kernel/lib/pairing.h"

// The greater of the two becomes the first child of the other.
static struct pairing_node *meld(struct pairing_node *a,
                                 struct pairing_node *b)
{
    struct pairing_node *less = a, *greater = b;

    if (!a || !b)
        return a ? a : b;
    if (b->key < a->key)
        less = b, greater = a;
    greater->next = less->child;
    greater->link = &less->child;
    if (greater->next)
        greater->next->link = &greater->next;
    less->child = greater;
    return less;
}

static struct pairing_node *meld_all(struct pairing_node *node)
{
    struct pairing_node *pairs = NULL, *all = NULL;

    while (node) {                  // two by two, from the left
        struct pairing_node *a = node, *b = node->next;

        node = b ? b->next : NULL;
        a->next = NULL;
        if (b)
            b->next = NULL;
        a = meld(a, b);
        a->next = pairs;
        pairs = a;
    }
    while (pairs) {                 // the pairs, from the right
        struct pairing_node *a = pairs;

        pairs = a->next;
        a->next = NULL;
        all = meld(all, a);
    }
    return all;
}

static void set_least(struct pairing_heap *heap, struct pairing_node *least)
{
    heap->least = least;
    if (least)
        least->link = &heap->least;
}

void pairing_add(struct pairing_heap *heap, struct pairing_node *node)
{
    node->child = node->next = NULL;
    set_least(heap, meld(heap->least, node));
}

void pairing_remove(struct pairing_heap *heap, struct pairing_node *node)
{
    struct pairing_node *rest = meld_all(node->child);

    *node->link = node->next;
    if (node->next)
        node->next->link = node->link;
    set_least(heap, meld(heap->least, rest));
}
