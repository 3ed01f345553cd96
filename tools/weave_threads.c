/* weave_threads.c: every definition of a name in the book, in order, and who
 * refers to it.  */
#include "weave.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static struct hsearch_data by_name;
static ARRAY(struct history *) histories;

struct history *threads_of(const char *name)
{
    ENTRY want = { .key = (char *)name }, *found;

    return hsearch_r(want, FIND, &found, &by_name) ? found->data : NULL;
}

static struct history *history_for(char *name)
{
    struct history *h = threads_of(name);
    ENTRY entry = { .key = name }, *found;

    if (h)
        return h;
    h = xmalloc(sizeof *h);
    h->name = name;
    entry.data = h;
    if (!hsearch_r(entry, ENTER, &found, &by_name))
        die("out of memory");
    *GROW(histories) = h;
    return h;
}

/* A definition that refers to it twice is one user.  */
static void add_user(struct history *h, struct definition *d)
{
    if (!h->users.n || h->users.at[h->users.n - 1] != d)
        *GROW(h->users) = d;
}

static void enter(struct definition *d)
{
    if (!d->variant)
        *GROW(history_for(d->name)->all) = d;
    for (size_t i = 0; i < d->lines.n && !d->variant; i++)
        if (d->lines.at[i].ref)
            add_user(history_for(d->lines.at[i].ref), d);
}

/* "chunk-" and the words of the name; within a variant also its name.  */
static char *plain_id(struct definition *d)
{
    char *id = xprintf("chunk-%s%s%s", d->variant ? d->variant : "",
                       d->variant ? "-" : "", d->name);
    char *to = id + strlen(id) - strlen(d->name);
    bool gap = false;

    for (const char *s = to; *s; s++) {
        if (isalnum((unsigned char)*s) || *s == '_') {
            if (gap && to[-1] != '-')
                *to++ = '-';
            *to++ = tolower((unsigned char)*s);
        }
        gap = !isalnum((unsigned char)*s) && *s != '_';
    }
    *to = '\0';
    return id;
}

static bool is_taken(struct definition *d, const char *id)
{
    for (size_t i = 0; i < d->index; i++)
        if (strcmp(d->chapter->definitions.at[i]->id, id) == 0)
            return true;
    return false;
}

/* Further parts of a chunk, and other names of the same words, are counted:
 * chunk-start, chunk-start-2.  */
static void give_id(struct definition *d)
{
    char *plain = plain_id(d);

    d->id = xstrdup(plain);
    for (size_t n = 2; is_taken(d, d->id); n++) {
        free(d->id);
        d->id = xprintf("%s-%zu", plain, n);
    }
    free(plain);
}

static void name_all(struct chapter *c)
{
    size_t n = 0;

    for (size_t i = 0; i < c->definitions.n; i++) {
        struct definition *d = c->definitions.at[i];

        give_id(d);
        n += !d->variant;
        d->number = xprintf("%d.%zu", c->number, n);
    }
}

void threads_make(struct book *book)
{
    size_t room = 64;

    for (size_t i = 0; i < book->chapters.n; i++)
        for (size_t k = 0; k < book->chapters.at[i]->definitions.n; k++)
            room += 1 + book->chapters.at[i]->definitions.at[k]->lines.n;
    if (!hcreate_r(room, &by_name))
        die("out of memory");
    for (size_t i = 0; i < book->chapters.n; i++)
        for (size_t k = 0; k < book->chapters.at[i]->definitions.n; k++)
            enter(book->chapters.at[i]->definitions.at[k]);
    for (size_t i = 0; i < book->chapters.n; i++)
        name_all(book->chapters.at[i]);
    for (size_t i = 0; i < histories.n; i++)
        for (size_t k = 1; k < histories.at[i]->all.n; k++) {
            struct definition *d = histories.at[i]->all.at[k];

            if (d->op == OP_NEW && histories.at[i]->all.at[k - 1]->op
                != OP_DROP)
                d->op = OP_CONTINUE;
        }
}

size_t threads_index(struct definition *d)
{
    struct history *h = threads_of(d->name);

    for (size_t i = 0; h && i < h->all.n; i++)
        if (h->all.at[i] == d)
            return i;
    return 0;
}

const char *threads_id(struct definition *d)
{
    return d->id;
}

const char *threads_number(struct definition *d)
{
    return d->number;
}

struct definition *threads_prev(struct definition *d)
{
    size_t i = threads_index(d);

    return !d->variant && i && d->op == OP_CONTINUE
        ? threads_of(d->name)->all.at[i - 1] : NULL;
}

struct definition *threads_next(struct definition *d)
{
    struct history *h = threads_of(d->name);
    size_t i = threads_index(d) + 1;

    return !d->variant && i < h->all.n && h->all.at[i]->op == OP_CONTINUE
        ? h->all.at[i] : NULL;
}

struct definition *threads_replaces(struct definition *d)
{
    struct history *h = threads_of(d->name);
    size_t i;

    if (!h || !h->all.n || (d->op != OP_REPLACE && d->op != OP_DROP))
        return NULL;
    i = d->variant ? h->all.n : threads_index(d);
    while (i > 0 && h->all.at[i - 1]->chapter->number > d->chapter->number)
        i--;
    while (i > 1 && h->all.at[i - 1]->op == OP_CONTINUE)
        i--;                    /* to the first part of what it replaces */
    return i ? h->all.at[i - 1] : NULL;
}

struct definition *threads_replaced_by(struct definition *d)
{
    struct history *h = threads_of(d->name);

    for (size_t i = threads_index(d) + 1; !d->variant && i < h->all.n; i++)
        if (h->all.at[i]->op == OP_REPLACE || h->all.at[i]->op == OP_DROP)
            return h->all.at[i];
    return NULL;
}
