#include "model.h"
#include "fence.h"

#include <stdlib.h>
#include <string.h>

struct thread *snapshot_find(struct snapshot *s, const char *name)
{
    ENTRY want = { .key = (char *)name }, *found;

    return hsearch_r(want, FIND, &found, s->names) ? found->data : NULL;
}

static struct thread *add_thread(struct snapshot *s, char *name)
{
    struct thread *t = &s->threads[s->n++];
    ENTRY entry = { .key = name, .data = t }, *found;

    t->name = name;
    if (!hsearch_r(entry, ENTER, &found, s->names))
        die("out of memory");
    return t;
}

/* Room for as many threads as there are definitions: pointers to threads
 * stay valid.  */
static struct snapshot *snapshot_new(struct book *book)
{
    struct snapshot *s = xmalloc(sizeof *s);
    size_t room = 1;

    for (size_t i = 0; i < book->chapters.n; i++)
        room += book->chapters.at[i]->definitions.n;
    s->threads = xmalloc(room * sizeof *s->threads);
    s->names = xmalloc(sizeof *s->names);
    if (!hcreate_r(room * 2, s->names))
        die("out of memory");
    s->book = book;
    return s;
}

/* Is it this chapter (or this variant) that is being looked at?  */
static bool is_news(struct snapshot *s, struct definition *d)
{
    return s->variant ? d->variant != NULL
                      : d->chapter->number == s->upto;
}

static bool from_same_place(struct definition *a, struct definition *b)
{
    return a->chapter == b->chapter && !a->variant == !b->variant;
}

static void check_new(struct definition *d, struct thread *old)
{
    struct definition *first = old && old->parts.n ? old->parts.at[0] : NULL;

    if (first && is_file_name(d->name) && !d->variant
        && first->chapter != d->chapter)
        complain(d->chapter->path, d->line, "<<%s>> continues a file of "
                 "chapter %d; add to a chunk that the file refers to, or "
                 "replace one", d->name, first->chapter->number);
}

/* What the same chapter says nobody would ever see.  */
static void check_undone(struct definition *d, struct thread *old,
                         const char *word)
{
    for (size_t i = 0; i < old->parts.n; i++)
        if (from_same_place(old->parts.at[i], d)) {
            complain(d->chapter->path, d->line, "<<%s: %s>>= would undo "
                     "line %zu of the same chapter; change that chunk "
                     "itself", word, d->name, old->parts.at[i]->line);
            return;
        }
}

static void check_operator(struct snapshot *s, struct definition *d,
                           struct thread *old)
{
    const char *word = d->op == OP_DROP ? "drop" : "replace";

    if (!is_news(s, d))
        return;
    if (d->op == OP_NEW) {
        check_new(d, old);
        return;
    }
    if (!old || !old->parts.n) {
        complain(d->chapter->path, d->line, "<<%s: %s>>= has nothing to %s; "
                 "no earlier chapter defines that chunk (check its name)",
                 word, d->name, word);
        d->reported = true;
    } else {
        check_undone(d, old, word);
    }
    if (d->op == OP_DROP && d->lines.n)
        complain(d->chapter->path, d->line, "<<drop: %s>>= has a body; "
                 "leave it empty, or write replace:", d->name);
}

static void apply(struct snapshot *s, struct definition *d, bool check)
{
    struct thread *t = snapshot_find(s, d->name);

    if (check)
        check_operator(s, d, t);
    if (!t)
        t = add_thread(s, d->name);
    if (d->op == OP_REPLACE || d->op == OP_DROP)
        t->parts.n = 0;
    t->dropped = d->op == OP_DROP;
    if (d->op != OP_DROP)
        *GROW(t->parts) = d;
}

/* Does the definition belong to the variant? "name~check" is what of it
 * tests the solution: the chunks whose fence is marked .check.  */
static bool in_variant(struct definition *d, const char *variant)
{
    size_t n = strcspn(variant, "~");

    return d->variant && strlen(d->variant) == n
        && strncmp(d->variant, variant, n) == 0
        && (!variant[n] || has_class(d->info, "check"));
}

/* The chapter's own chunks, or those of a variant of it.  */
static void apply_chapter(struct snapshot *s, struct chapter *c,
                          const char *variant, bool check)
{
    for (size_t i = 0; i < c->definitions.n; i++) {
        struct definition *d = c->definitions.at[i];

        if (variant ? in_variant(d, variant)
                    : !d->variant)
            apply(s, d, check);
    }
}

struct snapshot *snapshot_make(struct book *book, int upto,
                               const char *variant, bool check)
{
    struct snapshot *s = snapshot_new(book);
    struct chapter *last = NULL;

    s->upto = upto;
    s->variant = variant;
    for (size_t i = 0; i < book->chapters.n; i++)
        if (book->chapters.at[i]->number <= upto) {
            last = book->chapters.at[i];
            apply_chapter(s, last, NULL, check && !variant);
        }
    if (variant && last)
        apply_chapter(s, last, variant, check);
    return s;
}

void snapshot_free(struct snapshot *s)
{
    for (size_t i = 0; i < s->n; i++)
        free(s->threads[i].parts.at);
    hdestroy_r(s->names);
    free(s->names);
    free(s->threads);
    free(s);
}

static void reach(struct snapshot *s, struct thread *t);

static void follow(struct snapshot *s, struct definition *d, size_t at)
{
    struct code_line *line = &d->lines.at[at];
    struct thread *t = snapshot_find(s, line->ref);
    bool undefined = !t || (!t->parts.n && !t->dropped);

    if (t && t->dropped)
        return;
    if (!undefined && !t->on_path) {
        reach(s, t);
        return;
    }
    if (!line->reported && undefined)
        complain(d->chapter->path, d->line + 1 + at, "<<%s>> is not "
                 "defined up to chapter %d; define it, or correct its "
                 "name", line->ref, s->upto);
    else if (!line->reported)
        complain(d->chapter->path, d->line + 1 + at, "<<%s>> contains "
                 "itself here; break the cycle", line->ref);
    line->reported = true;
}

static void reach(struct snapshot *s, struct thread *t)
{
    if (t->reached)
        return;
    t->reached = true;
    t->on_path = 1;
    for (size_t i = 0; i < t->parts.n; i++)
        for (size_t k = 0; k < t->parts.at[i]->lines.n; k++)
            if (t->parts.at[i]->lines.at[k].ref)
                follow(s, t->parts.at[i], k);
    t->on_path = 0;
}

static void check_used(struct snapshot *s, struct thread *t)
{
    for (size_t i = 0; i < t->parts.n && !t->reached; i++) {
        struct definition *d = t->parts.at[i];

        if (is_news(s, d) && !d->reported)
            complain(d->chapter->path, d->line, "<<%s>> is not used by any "
                     "file of chapter %d; refer to it, or remove it",
                     d->name, s->upto);
    }
}

void snapshot_check(struct snapshot *s)
{
    for (size_t i = 0; i < s->n; i++)
        if (is_file_name(s->threads[i].name))
            reach(s, &s->threads[i]);
    for (size_t i = 0; i < s->n; i++)
        check_used(s, &s->threads[i]);
}

static bool is_empty(struct snapshot *s, struct thread *t);

/* Does nothing, or nothing but a blank line, come of this line?  */
static bool is_empty_line(struct snapshot *s, struct code_line *line)
{
    struct thread *t = line->ref ? snapshot_find(s, line->ref) : NULL;

    return line->ref ? t && is_empty(s, t) : !*line->text;
}

/* Nothing at all comes of a reference to it.  */
static bool is_empty(struct snapshot *s, struct thread *t)
{
    bool all = true;

    if (t->empty)
        return t->empty > 0;
    t->empty = -1;              /* what contains itself is not */
    for (size_t i = 0; i < t->parts.n && all; i++)
        for (size_t k = 0; k < t->parts.at[i]->lines.n && all; k++)
            all = is_empty_line(s, &t->parts.at[i]->lines.at[k]);
    if (t->dropped || (t->parts.n && all))
        t->empty = 1;
    return t->empty > 0;
}

static bool vanishes(struct snapshot *s, struct code_line *line)
{
    return line->ref && is_empty_line(s, line);
}

static bool is_blank(struct code_line *line)
{
    return line->text && !*line->text;
}

/* Does the chunk end here, but for references to nothing?  */
static bool ends_in_nothing(struct snapshot *s, struct definition *d,
                            size_t at)
{
    struct thread *t = snapshot_find(s, d->name);
    bool gone = false;

    for (size_t i = at + 1; i < d->lines.n; i++) {
        if (!is_empty_line(s, &d->lines.at[i]))
            return false;
        gone |= vanishes(s, &d->lines.at[i]);
    }
    return gone && t->parts.at[t->parts.n - 1] == d;
}

bool snapshot_keeps(struct snapshot *s, struct definition *d, size_t at)
{
    struct code_line *line = &d->lines.at[at];

    if (vanishes(s, line))
        return false;
    if (!is_blank(line))
        return true;
    if (ends_in_nothing(s, d, at))
        return false;
    for (size_t i = at; i-- > 0;)
        if (!vanishes(s, &d->lines.at[i]))
            return i == at - 1 || !is_blank(&d->lines.at[i]);
    return at == 0;
}
