/*
 * boot_qemu.c: QEMU as the emulator. Everything about the machine is named
 * on its command line, and nothing is taken from the user's settings, so
 * that a run today is a run tomorrow.
 *
 * The serial line and the monitor are sockets, the log is a pipe, the
 * firmware's variables and the pictures are in memory: no file is made and
 * no name is claimed, and many runs can go on side by side.
 */
#include "boot.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ARGS 200
#define QUIT_TIME 2.0           /* seconds for QEMU to close its disks */

struct command {
    char *argv[ARGS];
    size_t count;
};

static void __attribute__((format(printf, 2, 3)))
arg(struct command *command, const char *format, ...)
{
    if (command->count == ARGS - 1)
        die("boot: more than %d arguments for QEMU; use fewer of -q, -D",
            ARGS);
    va_list args;
    va_start(args, format);
    if (vasprintf(&command->argv[command->count++], format, args) < 0)
        die("boot: out of memory");
    va_end(args);
    command->argv[command->count] = NULL;
}

/* In QEMU's options a comma in a file's name is written twice. */
static void arg_file(struct command *command, const char *before,
                     const char *file)
{
    char *name = xmalloc(2 * strlen(file) + 1), *to = name;
    for (; *file != '\0'; file++) {
        if (*file == ',')
            *to++ = ',';
        *to++ = *file;
    }
    arg(command, "%s%s", before, name);
    free(name);
}

static void add_machine(struct command *command, const struct options *opt)
{
    const char *program = getenv("HEDDLE_QEMU");
    arg(command, "%s", program ? program : "qemu-system-x86_64");
    arg(command, "-nodefaults");
    arg(command, "-no-user-config");
    arg(command, "-no-reboot");
    arg(command, "-S");
    arg(command, "-display");
    arg(command, "none");
    arg(command, "-machine");
    arg(command, "%s", opt->machine);
    arg(command, "-accel");
    arg(command, "tcg");
    arg(command, "-cpu");
    arg(command, "%s", opt->cpu);
    arg(command, "-smp");
    arg(command, "%u,sockets=1,cores=%u,threads=1", opt->cpus, opt->cpus);
    arg(command, "-m");
    arg(command, "%uM", opt->memory_mb);
    arg(command, "-rtc");
    arg(command, "base=%s,clock=vm", opt->rtc);
    arg(command, "-seed");
    arg(command, "1");
    if (opt->icount != NULL) {
        arg(command, "-icount");
        arg(command, "%s", opt->icount);
    }
    arg(command, "-vga");
    arg(command, "std");
    arg(command, "-nic");
    arg(command, "none");
    arg(command, "-device");
    arg(command, "isa-debug-exit,iobase=0xf4,iosize=0x04");
}

static void add_disks(struct command *command, const struct options *opt)
{
    for (size_t i = 0; i < opt->disk_count; i++) {
        const struct disk *disk = &opt->disks[i];
        char *before = xprintf("format=raw,if=%s,snapshot=%s,readonly=%s,"
                               "file=", disk->ide ? "ide" : "virtio",
                               disk->throwaway ? "on" : "off",
                               disk->read_only ? "on" : "off");
        arg(command, "-drive");
        arg_file(command, before, disk->file);
        free(before);
    }
}

static void add_firmware(struct command *command, const struct firmware *fw)
{
    arg(command, "-drive");
    arg_file(command, "if=pflash,unit=0,format=raw,readonly=on,file=",
             fw->code);
    arg(command, "-drive");
    arg(command, "if=pflash,unit=1,format=raw,file=/proc/self/fd/%d",
        fw->vars_fd);
    arg(command, "-chardev");
    arg(command, "socket,id=qtest,fd=%d", fw->qtest_fd);
    arg(command, "-qtest");
    arg(command, "chardev:qtest");
    arg(command, "-qtest-log");
    arg(command, "none");
}

static void add_software(struct command *command, const struct options *opt,
                         const struct firmware *fw)
{
    if (opt->uefi)
        add_firmware(command, fw);
    if (opt->kernel != NULL) {
        arg(command, "-kernel");
        arg(command, "%s", opt->kernel);
        arg(command, "-append");
        arg(command, "%s", opt->append ? opt->append : "");
    }
    if (opt->image != NULL) {
        arg(command, "-drive");
        arg_file(command, "if=ide,index=2,media=cdrom,format=raw,"
                 "readonly=on,file=", opt->image);
        arg(command, "-boot");
        arg(command, "order=d,menu=off");
    }
    add_disks(command, opt);
    for (size_t i = 0; i < opt->qemu_args.count; i++)
        arg(command, "%s", opt->qemu_args.item[i]);
}

/* A connection whose far end is QEMU's: returns that end. */
static int far_end(int *near)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
        die("boot: cannot make a socket: %s", strerror(errno));
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    *near = ends[0];
    return ends[1];
}

/* The same over TCP, for the serial line. QEMU writes it byte by byte: in a
   local socket each byte takes a whole buffer, 278 fill it, and a guest
   that prints while we are not scheduled finds its UART busy. TCP packs
   them: it has room for megabytes. */
static int far_end_tcp(int *near)
{
    struct sockaddr_in at = { .sin_family = AF_INET };
    int listener = child_listen(&at), at_once = 1;
    int far = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (far < 0 || connect(far, (struct sockaddr *)&at, sizeof at) < 0)
        die("boot: cannot connect to the loopback: %s", strerror(errno));
    setsockopt(far, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
    *near = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (*near < 0)
        die("boot: cannot connect to the loopback: %s", strerror(errno));
    close(listener);
    return far;
}

static void add_lines(struct command *command, struct launch *launch,
                      const struct options *opt)
{
    arg(command, "-chardev");
    arg(command, "socket,id=com1,fd=%d", launch->keep[0]);
    arg(command, "-serial");
    arg(command, "chardev:com1");
    arg(command, "-chardev");
    arg(command, "socket,id=qmp,fd=%d", launch->keep[1]);
    arg(command, "-mon");
    arg(command, "chardev=qmp,mode=control");
    arg(command, "-d");
    arg(command, opt->no_trace ? "cpu_reset" : "int,cpu_reset");
    arg(command, "-D");
    arg(command, "/proc/self/fd/%d", launch->keep[2]);
}

static void show_command(struct run *run, const struct command *command)
{
    if (!run->opt->verbose)
        return;
    fprintf(stderr, "boot:");
    for (size_t i = 0; i < command->count; i++)
        fprintf(stderr, " '%s'", command->argv[i]);
    fputc('\n', stderr);
}

static bool launch_qemu(struct run *run, struct command *command,
                        struct launch *launch)
{
    launch->argv = command->argv;
    show_command(run, command);
    int error = child_start(&run->child, launch);
    for (size_t i = 0; i < 3; i++)
        close(launch->keep[i]);
    close(launch->output);
    if (error == 0)
        return true;
    run_end(run, error == ENOENT ? END_MISSING : END_REFUSED, "%s: %s; "
            "install the package qemu-system-x86, or set HEDDLE_QEMU to "
            "the program", command->argv[0], strerror(error));
    return false;
}

static bool qemu_start(struct run *run)
{
    struct command command = { .count = 0 };
    struct firmware fw = { .vars_fd = -1, .qtest_fd = -1 };
    if (run->opt->uefi && !firmware_open(run, &fw))
        return false;
    struct launch launch = { .keep_count = 3 };
    launch.keep[0] = far_end_tcp(&run->serial.fd);
    launch.keep[1] = far_end(&run->qmp.fd);
    launch.keep[2] = child_pipe(&run->trace.fd);
    launch.keep[launch.keep_count++] = run->scratch_fd;
    if (run->opt->uefi) {
        launch.keep[launch.keep_count++] = fw.vars_fd;
        fw.qtest_fd = far_end(&run->qtest.fd);
        launch.keep[launch.keep_count++] = fw.qtest_fd;
    }
    launch.output = child_pipe(&run->output_fd);
    add_machine(&command, run->opt);
    add_lines(&command, &launch, run->opt);
    add_software(&command, run->opt, &fw);
    bool open = launch_qemu(run, &command, &launch) && qmp_open(run);
    for (size_t i = 0; i < command.count; i++)
        free(command.argv[i]);
    if (run->opt->uefi) {
        close(fw.vars_fd);
        close(fw.qtest_fd);
    }
    if (!open)
        run_end(run, END_REFUSED, "QEMU: %s", run->qmp.error);
    return open;
}

/* QEMU said why it was going to end, and no longer matters how it did. */
static void shut_down(struct run *run)
{
    const char *why = run->qmp.shutdown;
    if (strcmp(why, "guest-reset") == 0 && trace_triple_fault(&run->trace))
        run_end(run, END_TRIPLE_FAULT, "a fault while a double fault was "
                "being delivered shut the processor down");
    else if (strcmp(why, "guest-reset") == 0)
        run_end(run, END_RESET, "the guest reset the machine");
    else if (strcmp(why, "guest-shutdown") == 0)
        run_end(run, END_OFF, "the guest switched the machine off");
    else
        run_end(run, END_CRASH, "QEMU was ended from outside (%s)", why);
}

/* isa-debug-exit ends QEMU with status 2 * value + 1; a complaint on its
   standard error tells QEMU's own exit(1) from a value of 0. */
static void exited(struct run *run, unsigned status)
{
    if (status % 2 == 1 && (status != 1 || run->output_len == 0)) {
        run->code = status / 2;
        run_end(run, END_EXIT, "the kernel ended the run with exit value "
                "0x%02x", run->code);
    } else {
        run_end(run, END_CRASH, "QEMU ended by itself with status %u",
                status);
    }
}

static void qemu_ended(struct run *run)
{
    int status = run->child.status;
    if (!run->started)
        run_end(run, END_REFUSED, "QEMU would not start");
    else if (*run->qmp.shutdown != '\0')
        shut_down(run);
    else if (WIFSIGNALED(status))
        run_end(run, END_CRASH, "QEMU died of signal %d (%s)",
                WTERMSIG(status), strsignal(WTERMSIG(status)));
    else
        exited(run, (unsigned)WEXITSTATUS(status));
}

/* QEMU 7.2 can block for ever on its way out, when it was asked something
   (monitor_cleanup). Everything has been said by then: only disks are worth
   waiting for. */
static void qemu_tick(struct run *run)
{
    double patience = run->opt->disk_count > 0 ? QUIT_TIME : 0;
    if (*run->qmp.shutdown != '\0' && !run->child.gone &&
        now() - run->qmp.shutdown_at >= patience)
        kill(run->child.pid, SIGKILL);
}

/* A halted machine uses no time of ours. So asking it only when it used
   little since the last look leaves a busy guest undisturbed. */
static bool seems_busy(struct run *run, double wall)
{
    clockid_t clock;
    struct timespec t;
    if (clock_getcpuclockid(run->child.pid, &clock) != 0 ||
        clock_gettime(clock, &t) != 0)
        return false;
    double used = (double)t.tv_sec + (double)t.tv_nsec / 1e9;
    double delta = used - run->cpu_time;
    run->cpu_time = used;
    return delta > 0.3 * wall;
}

/* A block for each processor, with RFL= (or EFL=) and HLT= in one line. */
static enum look qemu_look(struct run *run, double wall)
{
    if (seems_busy(run, wall))
        return LOOK_BUSY;
    char *text = qmp_human(run, "info registers -a");
    enum look look = LOOK_DEAD;
    unsigned processors = 0;
    for (char *at = text; at && (at = strstr(at, "FL=")); at++) {
        unsigned long flags = strtoul(at + 3, NULL, 16);
        char *halted = strstr(at, "HLT=");
        processors++;
        if (halted == NULL || halted[4] != '1')
            look = LOOK_BUSY;
        else if ((flags & 0x200) && look == LOOK_DEAD)
            look = LOOK_IDLE;
    }
    free(text);
    return processors > 0 ? look : LOOK_BUSY;
}

/* Where the processors are: the lines that have RIP= or EIP=. */
static void qemu_report(struct run *run)
{
    char *text = NULL;
    if (!run->child.gone)
        text = qmp_human(run, "info registers -a");
    for (char *at = text; at && (at = strstr(at, "IP=")); at++) {
        char *from = at - 1;
        fprintf(stderr, "boot: a processor is at %.*s\n",
                (int)strcspn(from, "\r\n"), from);
    }
    free(text);
}

static void qemu_report_fault(struct run *run)
{
    trace_report(&run->trace);
}

static json_t *key_event(const char *name, size_t len, bool down)
{
    return json_pack("{s:s, s:{s:b, s:{s:s, s:s%}}}", "type", "key",
                     "data", "down", down, "key", "type", "qcode",
                     "data", name, len);
}

/* All keys of a chord go down in order, then up again in reverse. */
static bool qemu_chord(struct run *run, const char *chord)
{
    json_t *down = json_array(), *up = json_array();
    while (*chord != '\0') {
        size_t len = strcspn(chord, "-");
        json_array_append_new(down, key_event(chord, len, true));
        json_array_insert_new(up, 0, key_event(chord, len, false));
        chord += len;
        if (*chord == '-')
            chord++;
    }
    json_array_extend(down, up);
    json_decref(up);
    json_t *done = qmp_call(run, "input-send-event",
                            json_pack("{s:o}", "events", down));
    json_decref(done);
    return done != NULL;
}

/* A kernel's disks are written through QEMU, which wants to close them. */
static void qemu_stop(struct run *run)
{
    if (run->started && run->opt->disk_count > 0 && !run->child.gone) {
        double limit = now() + QUIT_TIME;
        json_decref(qmp_call(run, "quit", NULL));
        while (!run->child.gone && now() < limit)
            run_poll(run, LOOK_MS);
    }
    child_kill(&run->child);
}

const struct emulator qemu_emulator = {
    .name = "QEMU", .start = qemu_start, .ended = qemu_ended,
    .look = qemu_look, .chord = qemu_chord, .stop = qemu_stop,
    .report = qemu_report, .report_fault = qemu_report_fault,
    .tick = qemu_tick
};
