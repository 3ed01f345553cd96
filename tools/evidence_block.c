/* evidence_block.c: find a chapter's evidence blocks.  */
#include "evidence.h"
#include "fence.h"

#include <stdlib.h>
#include <string.h>

static bool kind_of(const char *info, enum kind *kind)
{
    if (has_class(info, "transcript"))
        *kind = TRANSCRIPT;
    else if (has_class(info, "screen"))
        *kind = SCREEN;
    else if (has_class(info, "listing"))
        *kind = LISTING;
    else
        return false;
    return true;
}

static const char *const known[] = {
    "firmware", "memory", "cpus", "cpu", "machine", "append", "deadline",
    "emulator", "ends", "expect", "at", "mode", "caption", "config", "disk",
};

/* Each "key=" of the attributes has to be one that means something.  */
static void check_keys(const char *path, struct block *b)
{
    const char *s = b->info;
    bool quoted = false;

    for (; *s; s++) {
        size_t n = 0;
        bool found = false;

        if (*s == '"')
            quoted = !quoted;
        if (quoted || *s != ' ')
            continue;
        n = strcspn(s + 1, "= \"}");
        if (s[1 + n] != '=' || n == 0)
            continue;
        for (size_t i = 0; i < sizeof known / sizeof *known; i++)
            found |= strlen(known[i]) == n && !strncmp(known[i], s + 1, n);
        if (!found)
            complain(path, b->line, "a block does not know %.*s=; it knows "
                     "firmware, memory, cpus, cpu, machine, append, disk, "
                     "deadline, emulator, ends, expect, at, mode, caption, config",
                     (int)n, s + 1);
    }
}

static void check_value(const char *path, struct block *b, const char *key,
                        const char *allowed)
{
    char *value = get_attribute(b->info, key);
    char *padded = xprintf(" %s ", value ? value : "");

    if (value && !strstr(allowed, padded))
        complain(path, b->line, "%s=%s is unknown; it is one of:%s", key,
                 value, allowed);
    free(padded);
    free(value);
}

static void start_block(struct blocks *blocks, const char *path,
                        struct fences *f, enum kind kind)
{
    const struct div *solution = fences_inside(f, "solution");
    const struct div *experiment = fences_inside(f, "experiment");
    const struct div *box = solution ? solution : experiment;
    char *id = get_attribute(f->info, "#");
    struct block *old = id ? blocks_find(blocks, id) : NULL, *b;

    if (old)
        complain(path, f->line, "#%s is also the name of the block in line "
                 "%zu; give one of them another name", id, old->line);
    if (!id)
        complain(path, f->line, "this block has no name; write "
                 "{.transcript #a-name} (or .screen, .listing)");
    b = GROW(*blocks);
    b->kind = kind;
    b->id = id ? id : xstrdup("unnamed");
    b->info = xstrdup(f->info);
    b->line = f->line;
    b->solution = solution != NULL;
    if (box)
        b->variant = get_attribute(box->attributes, "#");
    check_keys(path, b);
    check_value(path, b, "firmware", " bios uefi ");
    check_value(path, b, "emulator", " qemu bochs ");
    check_value(path, b, "expect", " pass fail ");
    check_value(path, b, "mode", " text pixels ");
    check_value(path, b, "ends", " text quiet halt exit triple-fault reset "
                "hang silence ");
}

/* Which variants bring a test of their own, to be run before as well?  */
static void mark_checks(struct blocks *blocks, const char *variant)
{
    for (size_t i = 0; i < blocks->n; i++)
        if (blocks->at[i].variant
            && strcmp(blocks->at[i].variant, variant) == 0)
            blocks->at[i].has_check = true;
}

struct blocks blocks_read(const char *path)
{
    struct blocks blocks = { 0 };
    struct fences f = { 0 };
    struct line line = { 0 };
    FILE *in = fopen(path, "r");
    text_lines checked = { 0 };
    bool in_block = false;
    enum kind kind;
    char *text;

    if (!in)
        die("%s: cannot be read; check the name", path);
    while ((text = read_line(in, &line))) {
        enum line_kind what = fences_next(&f, text);

        if (what == LINE_FENCE_OPEN && kind_of(f.info, &kind)) {
            start_block(&blocks, path, &f, kind);
            in_block = true;
        } else if (what == LINE_FENCE_OPEN && has_class(f.info, "check")
                   && fences_inside(&f, "solution")) {
            *GROW(checked) = get_attribute(
                fences_inside(&f, "solution")->attributes, "#");
        } else if (what == LINE_FENCE_CLOSE) {
            in_block = false;
        } else if (in_block) {
            *GROW(blocks.at[blocks.n - 1].body) = xstrdup(text);
        }
    }
    for (size_t i = 0; i < checked.n; i++)
        if (checked.at[i])
            mark_checks(&blocks, checked.at[i]);
    fclose(in);
    free(line.text);
    return blocks;
}

struct block *blocks_find(struct blocks *blocks, const char *id)
{
    for (size_t i = 0; i < blocks->n; i++)
        if (strcmp(blocks->at[i].id, id) == 0)
            return &blocks->at[i];
    return NULL;
}
