/*
 * boot_child.c: the emulator's process: started so that it cannot outlive
 * the runner, watched through a pidfd, always reaped.
 */
#include "boot.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* Standard streams: nothing in, one pipe out. The pipe is copied first, out
   of the way: it could itself be 0 to 2. */
static void wire_streams(const struct launch *launch)
{
    int out = fcntl(launch->output, F_DUPFD_CLOEXEC, 3);
    int in = open("/dev/null", O_RDONLY | O_CLOEXEC);
    in = fcntl(in, F_DUPFD_CLOEXEC, 3);
    dup2(in, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    dup2(out, STDERR_FILENO);
}

static void become(const struct launch *launch, pid_t parent)
{
    setsid();                   /* Ctrl-C is the runner's to handle */
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)    /* it died before the prctl */
        _exit(1);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    wire_streams(launch);
    for (size_t i = 0; i < launch->keep_count; i++)
        fcntl(launch->keep[i], F_SETFD, 0);
    setenv("LC_ALL", "C", 1);
    setenv("TERM", "linux", 1);
    setenv("TZ", "UTC", 1);
    execvp(launch->argv[0], launch->argv);
}

int child_start(struct child *child, const struct launch *launch)
{
    int report[2];              /* closed by a successful exec */
    if (pipe2(report, O_CLOEXEC) < 0)
        return errno;
    pid_t parent = getpid();
    child->pid = fork();
    if (child->pid < 0) {
        child->pid = 0;
        return errno;
    }
    if (child->pid == 0) {
        become(launch, parent);
        int error = errno;
        (void)!write(report[1], &error, sizeof error);
        _exit(127);
    }
    close(report[1]);
    int error = 0;
    (void)!read(report[0], &error, sizeof error);
    close(report[0]);
    if (error != 0) {
        child_reap(child);
        return error;
    }
    child->fd = pidfd_open(child->pid, 0);
    if (child->fd < 0)
        die("boot: cannot watch a process: %s; Linux 5.3 or later can",
            strerror(errno));
    return 0;
}

void child_reap(struct child *child)
{
    if (child->pid == 0 || child->gone)
        return;
    while (waitpid(child->pid, &child->status, 0) < 0 && errno == EINTR)
        continue;
    child->gone = true;
    if (child->fd >= 0)
        close(child->fd);
    child->fd = -1;
}

void child_kill(struct child *child)
{
    if (child->pid != 0 && !child->gone)
        kill(child->pid, SIGKILL);
    child_reap(child);
}

int child_pipe(int *near)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0)
        die("boot: cannot make a pipe: %s", strerror(errno));
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    fcntl(ends[0], F_SETPIPE_SZ, 1 << 20);      /* if we may */
    *near = ends[0];
    return ends[1];
}

int child_listen(struct sockaddr_in *address)
{
    socklen_t len = sizeof *address;
    struct sockaddr *name = (struct sockaddr *)address;
    *address = (struct sockaddr_in){ .sin_family = AF_INET };
    address->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0 || bind(fd, name, len) < 0 || listen(fd, 1) < 0 ||
        getsockname(fd, name, &len) < 0)
        die("boot: cannot listen on the loopback: %s", strerror(errno));
    return fd;
}
