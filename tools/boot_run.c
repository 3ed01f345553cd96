/*
 * boot_run.c: the heart of the runner: one poll over everything that the
 * emulator can say, the deadline, and the end of a run.
 */
#include "boot.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#define FLOOD (1u << 20)        /* bytes on the serial line */

enum { AT_SERIAL, AT_QMP, AT_QTEST, AT_TRACE, AT_OUTPUT, AT_TERMINAL,
       AT_SIGNAL, AT_CHILD, AT_COUNT };

double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void run_verbose(struct run *run, const char *format, ...)
{
    if (!run->opt->verbose)
        return;
    va_list args;
    va_start(args, format);
    fprintf(stderr, "boot: %7.3f ", now() - run->start);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
}

/* The first end of a run is its end; later ones follow from it. */
void run_end(struct run *run, enum end end, const char *format, ...)
{
    if (run->end != END_NONE)
        return;
    run->end = end;
    va_list args;
    va_start(args, format);
    vsnprintf(run->note, sizeof run->note, format, args);
    va_end(args);
}

/* Keeps the last of the emulator's own words. */
static void output_take(struct run *run, const char *data, size_t len)
{
    size_t room = sizeof run->output - 1;
    if (len > room) {
        data += len - room;
        len = room;
    }
    if (run->output_len + len > room) {
        size_t drop = run->output_len + len - room;
        memmove(run->output, run->output + drop, run->output_len - drop);
        run->output_len -= drop;
    }
    memcpy(run->output + run->output_len, data, len);
    run->output_len += len;
    run->output[run->output_len] = '\0';
}

static void signal_take(struct run *run, const char *data, size_t len)
{
    struct signalfd_siginfo info;
    if (len < sizeof info)
        return;
    memcpy(&info, data, sizeof info);
    run->code = info.ssi_signo;
    run_end(run, END_STOPPED, "the runner got signal %s",
            strsignal((int)info.ssi_signo));
}

static int *descriptor(struct run *run, int which)
{
    int *const all[AT_COUNT] = {
        &run->serial.fd, &run->qmp.fd, &run->qtest.fd, &run->trace.fd,
        &run->output_fd, &run->terminal_fd, &run->signal_fd,
        &run->child.fd
    };
    return all[which];
}

static void hand_out(struct run *run, int which, const char *data, size_t n)
{
    switch (which) {
    case AT_SERIAL: serial_take(&run->serial, data, n); break;
    case AT_QMP: qmp_take(&run->qmp, data, n); break;
    case AT_QTEST: qtest_take(&run->qtest, data, n); break;
    case AT_TRACE: trace_take(run, data, n); break;
    case AT_OUTPUT: output_take(run, data, n); break;
    case AT_SIGNAL: signal_take(run, data, n); break;
    case AT_TERMINAL: break;    /* the picture that Bochs draws */
    }
}

/* Reads once; false when there is nothing more to read. */
static bool read_one(struct run *run, int which)
{
    static char data[1 << 16];
    int *fd = descriptor(run, which);
    if (*fd < 0)
        return false;
    ssize_t n = read(*fd, data, sizeof data);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return errno == EINTR;
    if (n <= 0) {
        close(*fd);
        *fd = -1;
        return false;
    }
    hand_out(run, which, data, (size_t)n);
    return true;
}

/* The process is gone: what it still had to say waits in the pipes. */
static void child_ended(struct run *run)
{
    child_reap(&run->child);
    for (int which = AT_SERIAL; which <= AT_OUTPUT; which++)
        while (read_one(run, which))
            continue;
    serial_flush(&run->serial);
    run->emulator->ended(run);
}

void run_poll(struct run *run, int ms)
{
    struct pollfd fds[AT_COUNT];
    for (int i = 0; i < AT_COUNT; i++) {
        fds[i].fd = *descriptor(run, i);
        fds[i].events = POLLIN;
    }
    int ready = poll(fds, AT_COUNT, ms);
    for (int i = 0; ready > 0 && i < AT_CHILD; i++)
        if (fds[i].fd >= 0 && fds[i].revents != 0)
            read_one(run, i);
    if (ready > 0 && fds[AT_CHILD].fd >= 0 && fds[AT_CHILD].revents != 0)
        child_ended(run);
    else if (run->emulator->tick != NULL)
        run->emulator->tick(run);
}

bool run_pump(struct run *run, int ms)
{
    if (run->end != END_NONE)
        return false;
    double left = run->deadline - now();
    if (left * 1000 < ms)
        ms = left > 0 ? (int)(left * 1000) + 1 : 0;
    run_poll(run, ms);
    if (run->serial.bytes > FLOOD)
        run_end(run, END_FLOOD, "the guest sent more than %u MB on the "
                "serial line", FLOOD >> 20);
    if (now() >= run->deadline)
        run_end(run, END_DEADLINE, "the deadline of %g s passed",
                run->opt->deadline);
    return run->end == END_NONE;
}

/* Two looks in a row must agree, with nothing said in between: a look sees
   the processors one after the other, while they run. */
enum look run_look(struct run *run)
{
    double wall = now() - run->looked;
    if (wall * 1000 < LOOK_MS)
        return LOOK_BUSY;
    run->looked = now();
    enum look look = LOOK_BUSY;
    if (run->serial.last < run->looked - wall)
        look = run->emulator->look(run, wall);
    run->halted_looks = look == LOOK_BUSY ? 0 : run->halted_looks + 1;
    run->dead_looks = look == LOOK_DEAD ? run->dead_looks + 1 : 0;
    if (run->dead_looks >= 2)
        return LOOK_DEAD;
    return run->halted_looks >= 3 ? LOOK_IDLE : LOOK_BUSY;
}

bool run_wait(struct run *run)
{
    if (!run_pump(run, LOOK_MS))
        return false;
    if (run_look(run) == LOOK_DEAD)
        run_end(run, END_DEAD, run->opt->cpus == 1 ?
                "the processor is halted with interrupts off" :
                "all processors are halted with interrupts off");
    return run->end == END_NONE;
}

bool run_send(struct run *run, int fd, const char *data, size_t len)
{
    while (len > 0) {
        ssize_t n = write(fd, data, len);
        if (n > 0) {
            data += n;
            len -= (size_t)n;
        } else if (n < 0 && errno != EAGAIN && errno != EINTR) {
            run_poll(run, LOOK_MS);     /* why it closed will turn up */
            return false;
        } else if (!run_pump(run, 1)) {
            return false;
        }
    }
    return true;
}

void run_init(struct run *run, const struct options *opt)
{
    memset(run, 0, sizeof *run);
    run->opt = opt;
    run->emulator = opt->bochs ? &bochs_emulator : &qemu_emulator;
    run->child.fd = run->qmp.fd = run->qtest.fd = run->trace.fd = -1;
    run->output_fd = run->terminal_fd = -1;
    serial_init(&run->serial, opt);
    script_load(&run->script, opt);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    sigprocmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
    run->signal_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    run->scratch_fd = memfd_create("boot", MFD_CLOEXEC);
    run->start = now();
    run->deadline = run->start + opt->deadline;
}

void run_close(struct run *run)
{
    child_kill(&run->child);
    free(run->serial.seen);
    free(run->trace.buf);
    free(run->qmp.buf);
    json_decref(run->qmp.reply);
    for (size_t i = 0; i < run->script.count; i++) {
        free(run->script.steps[i].text);
        free(run->script.steps[i].said);
    }
    free(run->script.steps);
}
