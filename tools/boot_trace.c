/*
 * boot_trace.c: the emulator's log, of which only the tail is ever needed.
 *
 * QEMU's -d int writes a kilobyte for every interrupt: a kernel that faults
 * in a loop makes gigabytes. So the log goes through a pipe into memory and
 * all but the last megabyte is forgotten.
 */
#include "boot.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TAIL (1u << 20)
#define ROOM (2 * TAIL)
#define SHOWN 4                 /* exceptions in a report */

static void lines_take(struct run *run)
{
    struct trace *trace = &run->trace;
    for (;;) {
        char *line = trace->buf + trace->line;
        char *end = memchr(line, '\n', trace->len - trace->line);
        if (end == NULL)
            return;
        *end = '\0';
        run->emulator->log_line(run, line);
        *end = '\n';
        trace->line = (size_t)(end - trace->buf) + 1;
    }
}

void trace_take(struct run *run, const char *data, size_t len)
{
    struct trace *trace = &run->trace;
    if (trace->buf == NULL && (trace->buf = malloc(ROOM + 1)) == NULL)
        die("out of memory for the emulator's log");
    if (trace->len + len > ROOM) {
        size_t drop = trace->len - TAIL;
        memmove(trace->buf, trace->buf + drop, TAIL);
        trace->len = TAIL;
        trace->line = trace->line > drop ? trace->line - drop : 0;
    }
    memcpy(trace->buf + trace->len, data, len);
    trace->len += len;
    trace->buf[trace->len] = '\0';
    if (run->emulator->log_line != NULL)
        lines_take(run);
}

void trace_save(const struct trace *trace, const char *file)
{
    FILE *out = fopen(file, "w");
    size_t from = trace->len > TAIL ? trace->len - TAIL : 0;
    if (out != NULL && trace->len > from)
        fwrite(trace->buf + from, 1, trace->len - from, out);
    if (out == NULL || fclose(out) != 0)
        fprintf(stderr, "boot: %s: cannot write the log: %s; name a file "
                "in a directory that exists\n", file, strerror(errno));
}

/* With -no-reboot QEMU ends at the first triple fault, so the words stand
   at the very end of the log. */
bool trace_triple_fault(const struct trace *trace)
{
    size_t back = trace->len < 4096 ? trace->len : 4096;
    return trace->len > 0 &&
           strstr(trace->buf + trace->len - back, "Triple fault") != NULL;
}

static const char *exception_name(unsigned vector)
{
    static const char *const names[] = {
        "divide error", "debug", "non-maskable interrupt", "breakpoint",
        "overflow", "bound range", "invalid opcode", "no coprocessor",
        "double fault", "coprocessor overrun", "invalid TSS",
        "segment not present", "stack fault", "general protection",
        "page fault", "exception 15", "x87 error", "alignment check",
        "machine check", "SIMD error"
    };
    static char other[24];
    if (vector < sizeof names / sizeof *names)
        return names[vector];
    snprintf(other, sizeof other, "vector 0x%02x", vector);
    return other;
}

/* The beginning of the line before the one at `at`, or NULL. */
static const char *line_before(const char *buf, const char *at)
{
    if (at == buf)
        return NULL;
    for (at--; at > buf && at[-1] != '\n'; at--)
        continue;
    return at;
}

/* `check_exception old: 0xd new 0xd`: one fault while another was being
   delivered. The last chain of these led to the triple fault. */
static void report_chain(const struct trace *trace)
{
    unsigned new[8], old = 0;
    size_t count = 0;
    const char *at = trace->buf + trace->len;
    while (count < 8 && (at = line_before(trace->buf, at)) != NULL)
        if (sscanf(at, "check_exception old: 0x%x new 0x%x", &old,
                   &new[count]) == 2) {
            count++;
            if (old == 0xffffffff)
                break;
        }
    if (count == 0)
        return;
    fprintf(stderr, "boot: the last faults:");
    for (size_t i = count; i-- > 0;)
        fprintf(stderr, " %s, then", exception_name(new[i]));
    fprintf(stderr, " shutdown\n");
}

static bool is_exception(const char *line, unsigned *vector)
{
    return sscanf(line, " %*u: v=%x", vector) == 1;
}

/* The registers that QEMU wrote under an exception's line. */
static void report_registers(const char *line)
{
    fprintf(stderr, "boot: the registers at the last of them:\n");
    while ((line = strchr(line, '\n')) != NULL && *++line != '\0') {
        if (strncmp(line, "DR0=", 4) == 0 || strchr(line, '=') == NULL)
            break;
        fprintf(stderr, "boot:   %.*s\n", (int)strcspn(line, "\n"), line);
    }
}

static void report_exceptions(const char *const *lines, size_t count)
{
    unsigned vector = 0;
    fprintf(stderr, "boot: the last interrupts and exceptions:\n");
    for (size_t i = count; i-- > 0;) {
        const char *from = strstr(lines[i], "v=");
        is_exception(lines[i], &vector);
        fprintf(stderr, "boot:   %s: %.*s\n", exception_name(vector),
                (int)strcspn(from, "\n"), from);
    }
    report_registers(lines[0]);
}

void trace_report(const struct trace *trace)
{
    const char *shown[SHOWN], *at = trace->buf + trace->len;
    size_t count = 0;
    unsigned vector;
    if (trace->len == 0)
        return;
    while (count < SHOWN && (at = line_before(trace->buf, at)) != NULL)
        if (is_exception(at, &vector))
            shown[count++] = at;
    if (count > 0)
        report_exceptions(shown, count);
    else
        report_chain(trace);
}
