/* evidence_run.c: hold one job.  */
#include "evidence_job.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/personality.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* --- reading a job ------------------------------------------------------ */

static const struct { const char *key; size_t offset; } keys[] = {
#define KEY(name) { #name, offsetof(struct job, name) }
    KEY(chapter), KEY(slug), KEY(name), KEY(kind), KEY(kernel), KEY(config),
    KEY(firmware), KEY(memory), KEY(cpus), KEY(cpu), KEY(machine),
    KEY(append), KEY(deadline), KEY(emulator), KEY(ends), KEY(expect),
    KEY(at), KEY(mode), KEY(disk), KEY(negate),
};

static void set_key(struct job *job, char *text)
{
    size_t n = strcspn(text, " ");

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (strlen(keys[i].key) == n && !strncmp(keys[i].key, text, n))
            *(char **)((char *)job + keys[i].offset)
                = xstrdup(text[n] ? text + n + 1 : "");
}

static struct job read_job(const char *path)
{
    struct job job = {
        .path = xstrdup(path),
        .root = folder_of(folder_of(folder_of(path))),
    };
    char *text = read_file(path);
    text_lines lines;
    size_t i = 0;

    if (!text)
        die("%s: cannot be read; run evidence plan", path);
    lines = split_lines(text);
    while (i < lines.n && *lines.at[i])
        set_key(&job, lines.at[i++]);
    for (i++; i < lines.n; i++)
        *GROW(job.body) = lines.at[i];
    return job;
}

/* Beside the job: its path with another ending.  */
char *beside(struct job *job, const char *suffix)
{
    return xprintf("%.*s%s", (int)strlen(job->path) - 4, job->path, suffix);
}

size_t line_of(struct job *job)
{
    struct blocks blocks = blocks_read(job->chapter);
    struct block *b = blocks_find(&blocks, job->name);

    return b ? b->line : 0;
}

/* --- running a command -------------------------------------------------- */

typedef ARRAY(char *) arguments;

static void add(arguments *a, const char *option, const char *value)
{
    *GROW(*a) = (char *)option;
    if (value)
        *GROW(*a) = (char *)value;
}

/* Run, with output to a file and at addresses that are the same each time;
 * the exit status, or 128 + signal.  */
static int run(arguments *a, const char *output)
{
    pid_t child = fork();
    int status;

    if (child == 0) {
        add(a, NULL, NULL);
        personality(ADDR_NO_RANDOMIZE);     /* where that is allowed */
        if (!freopen("/dev/null", "r", stdin))
            die("/dev/null: cannot be read: %s", strerror(errno));
        if (output && (!freopen(output, "w", stdout)
                       || dup2(fileno(stdout), 2) < 0))
            die("%s: cannot be written: %s", output, strerror(errno));
        execvp(a->at[0], a->at);
        die("%s: cannot be run: %s", a->at[0], strerror(errno));
    }
    if (child < 0 || waitpid(child, &status, 0) < 0)
        die("cannot start a program: %s", strerror(errno));
    return WIFEXITED(status) ? WEXITSTATUS(status)
                             : 128 + WTERMSIG(status);
}

/* --- the disc ----------------------------------------------------------- */

/* Whether a was made after b; there is no telling of what is not there.  */
static bool newer(const char *a, const char *b)
{
    struct stat of_a, of_b;

    if (stat(a, &of_a) || stat(b, &of_b))
        return false;
    if (of_a.st_mtim.tv_sec != of_b.st_mtim.tv_sec)
        return of_a.st_mtim.tv_sec > of_b.st_mtim.tv_sec;
    return of_a.st_mtim.tv_nsec > of_b.st_mtim.tv_nsec;
}

/* The folder of the disc that boots a job's kernel with its command line:
 * all that is no name's letter becomes a dash, and a sum tells such names
 * apart.  */
static char *disc_folder(struct job *job)
{
    char *folder = xprintf("%s/discs/%s/%s/", job->root, job->kernel,
                           job->config);
    char *name = xstrdup(job->append), *path;
    unsigned sum = 5381;

    for (char *c = name; *c; c++) {
        sum = sum * 33 + (unsigned char)*c;
        if (!isalnum((unsigned char)*c) && !strchr("=_.", *c))
            *c = '-';
    }
    path = xprintf("%s%.60s-%08x", folder, name, sum);
    free(folder);
    free(name);
    return path;
}

/* With a command line of its own a kernel needs a disc of its own: the
 * tree's Makefile makes one from a copy of what is built. Jobs that want the
 * same disc share it, and the first of them makes it; twice, if need be, since
 * xorriso dies of a signal once in some thousand discs.  */
static char *disc(struct job *job)
{
    char *built = xprintf("%s/kernels/%s/%s", job->root, job->kernel,
                          job->config);
    char *kernel = xprintf("%s/heddle.iso", built);
    char *own, *iso, *command, *log = beside(job, ".log");
    arguments a = { 0 };
    int lock;

    if (!*job->append)
        return kernel;
    own = disc_folder(job);
    iso = xprintf("%s/heddle.iso", own);
    command = xprintf("rm -rf '%s'/* && cp -a '%s/.' '%s' && "
                      "set -- -s -C %s/trees/%s B=\"$PWD/%s\" OPT=-%s "
                      "%s APPEND='%s' && { make \"$@\" || make \"$@\"; } && "
                      "touch '%s'", own, built, own,
                      job->root, job->kernel, own,
                      strrchr(job->config, '-') + 1,
                      starts_with(job->config, "clang") ? "CC=clang" : "",
                      job->append, iso);
    make_folders(iso);
    lock = open(own, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (lock < 0 || flock(lock, LOCK_EX) != 0)
        die("%s: cannot be locked: %s", own, strerror(errno));
    add(&a, "sh", "-c");
    add(&a, command, NULL);
    if (!newer(iso, kernel) && run(&a, log) != 0)
        die("%s:%zu: the disc with append=\"%s\" cannot be made; see %s",
            job->chapter, line_of(job), job->append, log);
    close(lock);
    return iso;
}

static int boot(struct job *job)
{
    arguments a = { 0 };
    char *iso = disc(job), *script = beside(job, ".script");
    char *log = beside(job, ".log"), *serial = beside(job, ".serial");

    add(&a, "build/tools/boot", NULL);
    add(&a, "-e", job->emulator);
    add(&a, "-f", job->firmware);
    add(&a, "-m", job->memory);
    add(&a, "-c", job->cpus);
    add(&a, "-p", job->cpu);
    add(&a, "-M", job->machine);
    add(&a, "-d", job->deadline);
    add(&a, "-l", serial);
    add(&a, "-s", script);
    if (*job->disk)
        add(&a, "-D", job->disk);
    if (ends_badly(job))
        add(&a, "-x", job->ends);
    else if (strcmp(job->expect, "fail") == 0
             && strcmp(job->ends, "exit") != 0)
        add(&a, "-x", "fail");
    add(&a, iso, NULL);
    unlink(serial);
    return run(&a, log);
}

/* --- what was seen ------------------------------------------------------ */

/* The serial line as lines of text: no carriage returns, no escape
 * sequences, no blanks at the ends.  */
static text_lines clean(const char *s)
{
    char *text = xmalloc(strlen(s) + 1), *to = text;
    text_lines lines;

    for (; *s; s++) {
        if (*s == '\033' && s[1] == '[') {
            s += 2 + strcspn(s + 2, "ABCDEFGHJKSTfhlmnsu");
            if (!*s)
                break;
        } else if (*s == '\b' && to > text) {
            to--;
        } else if (*s != '\r') {
            *to++ = *s;
        }
    }
    lines = split_lines(text);
    for (size_t i = 0; i < lines.n; i++) {
        size_t n = strlen(lines.at[i]);

        while (n && lines.at[i][n - 1] == ' ')
            lines.at[i][--n] = '\0';
    }
    return lines;
}

static void save_seen(struct job *job, text_lines lines)
{
    char *path = beside(job, ".seen"), *text;
    size_t length;
    FILE *out = open_memstream(&text, &length);

    for (size_t i = 0; i < lines.n; i++)
        fprintf(out, "%s\n", lines.at[i]);
    fclose(out);
    write_if_changed(path, text, length);
    free(text);
    free(path);
}

static void show_file(const char *path, const char *prefix)
{
    char *text = read_file(path);
    text_lines lines = split_lines(text ? text : "");

    for (size_t i = lines.n > 30 ? lines.n - 30 : 0; i < lines.n; i++)
        fprintf(stderr, "  %s%s\n", prefix, lines.at[i]);
    free(text);
}

/* --- one job ------------------------------------------------------------ */

static text_lines run_listing(struct job *job, int *status)
{
    bool makes = job->body.n && starts_with(job->body.at[0], "$ make");
    char *log = beside(job, ".log"), *command;
    const char *typed = job->body.n ? job->body.at[0] : "";
    arguments a = { 0 };

    if (!starts_with(typed, "$ "))
        die("%s:%zu: a listing's first line is the command; begin it with "
            "\"$ \"", job->chapter, line_of(job));
    if (makes)      /* one at a time: they share what they build */
        command = xprintf("b=\"$PWD/%s/kernels/%s/fails\"; mkdir -p \"$b\";"
                          "LC_ALL=C flock \"$b\" make -s -C %s/trees/%s "
                          "B=\"$b\" %s 2>&1 | "
                          "grep -v '^make\\|^  with\\|^  CC'", job->root,
                          job->kernel, job->root, job->kernel,
                          typed + strlen("$ make"));
    else
        command = xprintf("cd %s/kernels/%s/%s && export LC_ALL=C "
                          "PATH=\"$OLDPWD/build/tools:$PATH\" "
                          "TREE=../../../trees/%s && %s", job->root,
                          job->kernel, job->config, job->kernel,
                          typed + 2);
    add(&a, "sh", "-c");
    add(&a, command, NULL);
    *status = run(&a, log);
    if (makes)
        *status = 0;
    return clean(read_file(log));
}

static text_lines run_machine(struct job *job, struct patterns *p,
                              int *status)
{
    bool screen = strcmp(job->kind, "screen") == 0;
    char *seen = screen ? beside(job, ".text") : beside(job, ".serial");
    text_lines lines;
    char *text;

    write_script(job, p);
    unlink(beside(job, ".text"));
    *status = boot(job);
    text = read_file(seen);
    free(seen);
    lines = clean(text ? text : "");
    while (screen && lines.n && !*lines.at[lines.n - 1])
        lines.n--;              /* the empty rows at the bottom */
    return lines;
}

static bool agrees(struct patterns *p, text_lines seen,
                   int status, char **report)
{
    text_lines merged = { 0 };
    size_t differences = patterns_compare(p, seen, report, &merged);

    return differences == 0 && status == 0;
}

static void report_failure(struct job *job, int status, const char *report)
{
    char *log = beside(job, ".log");
    bool hung = status != 0 && strcmp(job->kind, "listing") != 0;

    complain(job->chapter, line_of(job), "#%s did not happen (%s, %s, %s); "
             "if what happened is right, run make accept CH=%d", job->name,
             job->kernel, job->config, job->firmware, atoi(job->slug));
    fprintf(stderr, "%s", report);
    if (hung)
        show_file(log, "");
    free(log);
}

static void touch(struct job *job)
{
    char *path = beside(job, ".ok");
    FILE *out = fopen(path, "w");

    if (!out || fclose(out) != 0)
        die("%s: cannot be written: %s", path, strerror(errno));
    free(path);
}

/* The block against the run; for a solution's run on the tree without it,
 * agreement is the error.  */
static void judge(struct job *job, struct patterns *p, text_lines seen,
                  int status)
{
    char *report;
    bool good = agrees(p, seen, status, &report);

    /* in pixels, what stands in the block was only typed */
    if (strcmp(job->kind, "screen") == 0 && strcmp(job->mode, "text") != 0)
        good = status == 0;

    if (strcmp(job->negate, "yes") == 0) {
        if (good)
            complain(job->chapter, line_of(job), "#%s holds without the "
                     "solution as well; let it test what the solution "
                     "changes", job->name);
    } else if (!good) {
        report_failure(job, status, report);
    } else if (strcmp(job->kind, "screen") == 0) {
        picture_agrees(job);
    }
    free(report);
}

/* A run to be accepted has to have come to its end in good order.  */
static void keep(struct job *job, text_lines seen, int status)
{
    if (status == 0 && (seen.n || ends_badly(job)
                        || strcmp(job->kind, "screen") == 0))
        save_seen(job, seen);
    else
        report_failure(job, status, "  not accepted\n");
}

int run_job(const char *path, bool accepting)
{
    struct job job = read_job(path);
    struct patterns patterns = patterns_make(job.body);
    text_lines seen;
    int status;

    job.accepting = accepting;
    unlink(beside(&job, ".seen"));
    seen = strcmp(job.kind, "listing") == 0
        ? run_listing(&job, &status)
        : run_machine(&job, &patterns, &status);
    if (accepting)
        keep(&job, seen, status);
    else
        judge(&job, &patterns, seen, status);
    if (complaints)
        return 2;
    if (!accepting)
        touch(&job);
    return 0;
}
