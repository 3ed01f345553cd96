/* evidence_plan.c: from a chapter's blocks to jobs, and to rules for make.  */
#include "evidence_job.h"
#include "fence.h"

#include <stdlib.h>
#include <string.h>

static const char *const kinds[] = { "transcript", "screen", "listing" };
char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? xstrndup(path, slash - path) : xstrdup(".");
}

char *slug_of(const char *path)
{
    const char *base = strrchr(path, '/');

    base = base ? base + 1 : path;
    return xstrndup(base, strcspn(base, "."));
}

/* The ways in which a chapter's boot transcript has to happen: every
 * compiler, level and firmware, another emulator, more and less of a
 * machine.  */
static const struct way {
    const char *suffix, *config, *firmware, *emulator, *cpu, *memory;
} ways[] = {
    { "@gcc-O0-bios", "gcc-O0", "bios", "qemu", "qemu64", "128M" },
    { "@gcc-O2-bios", "gcc-O2", "bios", "qemu", "qemu64", "128M" },
    { "@clang-O0-bios", "clang-O0", "bios", "qemu", "qemu64", "128M" },
    { "@clang-O2-bios", "clang-O2", "bios", "qemu", "qemu64", "128M" },
    { "@gcc-O0-uefi", "gcc-O0", "uefi", "qemu", "qemu64", "128M" },
    { "@gcc-O2-uefi", "gcc-O2", "uefi", "qemu", "qemu64", "128M" },
    { "@clang-O0-uefi", "clang-O0", "uefi", "qemu", "qemu64", "128M" },
    { "@clang-O2-uefi", "clang-O2", "uefi", "qemu", "qemu64", "128M" },
    { "@max", "gcc-O2", "bios", "qemu", "max", "128M" },
    { "@32M", "gcc-O2", "bios", "qemu", "qemu64", "32M" },
    { "@4G", "gcc-O2", "uefi", "qemu", "max", "4G" },
    { "@bochs", "gcc-O2", "bios", "bochs", "qemu64", "128M" },
};

struct target {                 /* one job of a block */
    const char *root;           /* the build folder: out without its end */
    const char *out, *chapter, *slug;
    const char *suffix;         /* "@gcc-O0-uefi", "@before" or "" */
    const struct way *way;      /* NULL: as the block says */
    char *kernel;
    bool negate;
};

static void put_attribute(FILE *out, struct block *b, const char *key,
                          const char *given, const char *otherwise)
{
    char *value = get_attribute(b->info, key);

    fprintf(out, "%s %s\n", key, given ? given : value ? value : otherwise);
    free(value);
}

static void put_job(FILE *out, struct target *t, struct block *b)
{
    static const struct way none;
    const struct way *way = t->way ? t->way : &none;
    char *firmware = get_attribute(b->info, "firmware");
    bool uefi = strcmp(way->firmware ? way->firmware
                       : firmware ? firmware : "bios", "uefi") == 0;

    fprintf(out, "chapter %s\nslug %s\nname %s\nkind %s\nkernel %s\n"
            "negate %s\n", t->chapter, t->slug, b->id, kinds[b->kind],
            t->kernel, t->negate ? "yes" : "no");
    put_attribute(out, b, "config", way->config, "gcc-O2");
    put_attribute(out, b, "firmware", way->firmware, "bios");
    put_attribute(out, b, "emulator", way->emulator, "qemu");
    put_attribute(out, b, "cpu", way->cpu, "qemu64");
    put_attribute(out, b, "memory", way->memory, "128M");
    put_attribute(out, b, "cpus", NULL, "1");
    put_attribute(out, b, "machine", NULL, "pc");
    put_attribute(out, b, "append", NULL, "");
    put_attribute(out, b, "disk", NULL, "");
    put_attribute(out, b, "deadline", NULL, uefi ? "90" : "40");
    put_attribute(out, b, "ends", NULL, "text");
    put_attribute(out, b, "expect", NULL, "pass");
    put_attribute(out, b, "at", NULL, "");
    put_attribute(out, b, "mode", NULL, uefi ? "pixels" : "text");
    fputc('\n', out);
    for (size_t i = 0; i < b->body.n; i++)
        fprintf(out, "%s\n", b->body.at[i]);
    free(firmware);
}

static void put_rule(FILE *mk, struct target *t, struct block *b,
                     const char *job)
{
    char *own = get_attribute(b->info, "config");
    const char *config = t->way ? t->way->config : own ? own : "gcc-O2";
    bool builds_itself = b->kind == LISTING && b->body.n
        && starts_with(b->body.at[0], "$ make");

    fprintf(mk, "%s.ok %s.seen: %s.job ", job, job, job);
    if (builds_itself)
        fprintf(mk, "%s/trees/%s/.tree\n", t->root, t->kernel);
    else
        fprintf(mk, "%s/kernels/%s/%s/heddle.iso\n", t->root, t->kernel,
                config);
    fprintf(mk, "%s += %s.ok\nEVIDENCE_%s += %s.ok\n",
            t->way ? "BOOTS" : "EVIDENCE", job, t->slug, job);
    free(own);
}

static void one_target(FILE *mk, struct target *t, struct block *b)
{
    char *job = xprintf("%s/%s/%s%s", t->out, t->slug, b->id, t->suffix);
    char *path = xprintf("%s.job", job), *text;
    size_t length;
    FILE *out = open_memstream(&text, &length);

    put_job(out, t, b);
    fclose(out);
    write_if_changed(path, text, length);
    put_rule(mk, t, b, job);
    free(text);
    free(path);
    free(job);
}

static void boot_targets(FILE *mk, struct target t, struct block *b)
{
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        t.way = &ways[i];
        t.suffix = ways[i].suffix;
        one_target(mk, &t, b);
    }
}

static void plan_block(FILE *mk, struct target t, struct block *b)
{
    t.suffix = "";
    t.kernel = b->variant ? xprintf("%s@%s", t.slug, b->variant)
                          : xstrdup(t.slug);
    one_target(mk, &t, b);
    if (has_class(b->info, "boot"))
        boot_targets(mk, t, b);
    if (b->solution) {
        t.kernel = b->has_check
            ? xprintf("%s@%s~check", t.slug, b->variant)
            : xstrdup(t.slug);
        t.suffix = "@before";
        t.negate = true;
        one_target(mk, &t, b);
    }
}

int plan(const char *out, char **chapters, int n)
{
    char *path = xprintf("%s/plan.mk", out), *text;
    char *root = folder_of(out);
    size_t length;
    FILE *mk = open_memstream(&text, &length);

    for (int i = 0; i < n; i++) {
        struct blocks blocks = blocks_read(chapters[i]);
        struct target t = { .root = root, .out = out,
                            .chapter = chapters[i],
                            .slug = slug_of(chapters[i]) };

        for (size_t k = 0; k < blocks.n; k++)
            plan_block(mk, t, &blocks.at[k]);
    }
    fclose(mk);
    if (complaints)
        return 2;
    write_if_changed(path, text, length);
    return 0;
}
