// race.c: our allocators against the C library's and jemalloc, on the host
// and with the same loads, or one that was recorded: see the Makefile.
#include <dlfcn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "tests/race/design.h"

static struct load load;

// Lines "+ ADDRESS SIZE" and "- ADDRESS", as the kernel writes with
// `trace`; others are passed over.
static void read_load(FILE *in)
{
    static void *where[LOAD_SLOTS];
    char line[256], what;
    void *object;
    unsigned size;

    memset(&load, 0, sizeof(load));
    memset(where, 0, sizeof(where));
    load.name = "recorded";
    while (load.count < LOAD_OPS - LOAD_SLOTS
           && fgets(line, sizeof(line), in)) {
        uint32_t slot = 0;

        size = 0;
        if (sscanf(line, "%c %p %u", &what, &object, &size) < 2
            || (what != '+' && what != '-'))
            continue;
        while (slot < LOAD_SLOTS - 1
               && where[slot] != (size ? NULL : object))
            slot++;
        if (where[slot] != (size ? NULL : object))
            continue;           // from before the record, or too many
        where[slot] = size ? object : NULL;
        load.ops[load.count++] = (struct load_op){ slot, size };
    }
    for (uint32_t slot = 0; slot < LOAD_SLOTS; slot++)
        if (where[slot])        // has never been freed
            load.ops[load.count++] = (struct load_op){ slot, 0 };
}

static bool get_load(const char *path, int number)
{
    FILE *in = path && *path ? fopen(path, "r") : NULL;

    if (!path || !*path)
        return load_make(&load, number) == 0;
    if (in) {
        read_load(in);
        fclose(in);
    }
    return in && number == 0;
}

enum { TRIES = 30 };

static void nothing(void)
{
}

static const struct design library = {
    "malloc", nothing, malloc, free, nothing,
};

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

// Nanoseconds for an operation, the best of many tries.
static double measure(const struct design *design)
{
    double best = 1e18;

    for (int i = 0; i < TRIES; i++) {
        double from, took;

        design->begin();
        from = now();
        design_play(design, &load);
        took = now() - from;
        design->end();
        best = took < best ? took : best;
    }
    return best / (double)load.count;
}

// In a process of its own, which has that library's malloc. 0: there is
// no such library.
static double measure_other(char **arguments, const char *other, int number)
{
    char command[512];
    double took = 0;
    FILE *in;

    snprintf(command, sizeof(command), "LD_PRELOAD=%s %s '%s' %d 2>&1",
             other, arguments[0], arguments[1] ? arguments[1] : "", number);
    in = popen(command, "r");
    if (in && fscanf(in, "%lf", &took) != 1)
        took = 0;
    if (in)
        pclose(in);
    return took;
}

static void race(char **arguments, int number)
{
    double ours = measure(&designs[DESIGN_SLABS]);

    printf("%-9s%8.1f%8.2f%8.2f%8.2f%10.2f\n", load.name, ours,
           measure(&designs[DESIGN_BUMP]) / ours,
           measure(&designs[DESIGN_LIST]) / ours,
           measure(&library) / ours,
           measure_other(arguments, "libjemalloc.so.2", number) / ours);
}

int main(int count, char **arguments)
{
    const char *number = count > 2 ? arguments[2] : NULL;

    if (number) {               // started by ourselves, see above
        get_load(arguments[1], atoi(number));
        if (dlsym(RTLD_DEFAULT, "mallctl"))
            printf("%f\n", measure(&library));
        return 0;
    }
    printf("%-9s%8s%8s%8s%8s%10s\n", "", "ns", "bump", "list", "malloc",
           "jemalloc");
    for (int i = 0; get_load(arguments[1], i); i++)
        race(arguments, i);
    return 0;
}
