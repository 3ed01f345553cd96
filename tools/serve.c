/*
 * serve - show the site to its author, and again whenever something changed
 *
 * SYNOPSIS
 *     serve [-p PORT] SITE WATCHED... -- COMMAND...
 *
 * DESCRIPTION
 *     Serves the files of the folder SITE on http://127.0.0.1:PORT/ (8033
 *     if not said otherwise; this machine only). When a file in one of the
 *     WATCHED folders changes, runs COMMAND, and then tells every open page
 *     to reload; the page keeps its place. A COMMAND that fails reloads
 *     nothing: what it says stands on this terminal, and the page stays.
 *
 *     One process, one poll loop, no dependency. A page hears of changes
 *     through an event stream, /.changes; the script that listens is added
 *     to HTML on its way out: the files of the site know nothing of it.
 *
 * DIAGNOSTICS
 *     Status 2 if the port is taken or a folder cannot be watched.
 */
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    CLIENTS = 64,           /* connections at once, open pages among them */
    REQUEST = 4096,         /* longest request that is read */
    QUIET = 80,             /* ms without a change before COMMAND runs */
};

struct client {
    int fd;
    bool listens;           /* an open page, waiting for changes */
    size_t length;
    char request[REQUEST];
};

static struct client clients[CLIENTS];
static size_t n_clients;
static const char *site;
static char **command;
static int notify;
static char **watched;
static int n_watched;

static const char listener[] =
    "<script>new EventSource('/.changes').onmessage="
    "function(){location.reload()}</script>\n";

static void die(const char *what)
{
    fprintf(stderr, "serve: %s: %s\n", what, strerror(errno));
    exit(2);
}

/* --- Watching ------------------------------------------------------- */

static void watch(const char *folder)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;
    char path[4096];

    if (!dir)
        die(folder);
    if (inotify_add_watch(notify, folder, IN_CLOSE_WRITE | IN_MOVED_TO
                          | IN_DELETE | IN_CREATE) < 0)
        die(folder);
    while ((entry = readdir(dir))) {
        if (entry->d_type != DT_DIR || entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
        watch(path);
    }
    closedir(dir);
}

/* Folders that are watched already stay so. */
static void watch_all(void)
{
    for (int i = 0; i < n_watched; i++)
        watch(watched[i]);
}

/* Reads what has happened; was anything of it the author's doing? */
static bool changes(void)
{
    char buffer[8192]
        __attribute__((aligned(__alignof__(struct inotify_event))));
    bool any = false, new_folder = false;
    ssize_t n;

    while ((n = read(notify, buffer, sizeof(buffer))) > 0) {
        for (char *p = buffer; p < buffer + n;) {
            struct inotify_event *event = (struct inotify_event *)p;
            size_t length = event->len ? strlen(event->name) : 0;

            /* editors leave .swp, ~ and 4913 behind; they are no change */
            if (length && event->name[0] != '.'
                && event->name[length - 1] != '~'
                && strcmp(event->name, "4913") != 0)
                any = true;
            if (event->mask & IN_ISDIR)
                new_folder = true;
            p += sizeof(*event) + event->len;
        }
    }
    if (new_folder)
        watch_all();
    return any;
}

static bool wait_until_quiet(void)
{
    struct pollfd fd = { .fd = notify, .events = POLLIN };

    while (poll(&fd, 1, QUIET) > 0)
        changes();
    return true;
}

/* --- Answering ------------------------------------------------------ */

static void drop(size_t i)
{
    close(clients[i].fd);
    clients[i] = clients[--n_clients];
}

static void put(int fd, const void *data, size_t length)
{
    const char *p = data;

    while (length > 0) {
        ssize_t n = write(fd, p, length);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return;             /* the page has gone */
        p += n;
        length -= n;
    }
}

static const char *type_of(const char *path)
{
    static const char *const types[][2] = {
        { ".html", "text/html; charset=utf-8" }, { ".css", "text/css" },
        { ".js", "text/javascript; charset=utf-8" },
        { ".svg", "image/svg+xml" }, { ".png", "image/png" },
        { ".woff2", "font/woff2" }, { ".pdf", "application/pdf" },
        { ".xml", "application/atom+xml" },
        { ".epub", "application/epub+zip" },
        { ".txt", "text/plain; charset=utf-8" },
        { ".wasm", "application/wasm" },
    };
    const char *dot = strrchr(path, '.');

    for (size_t i = 0; dot && i < sizeof(types) / sizeof(*types); i++)
        if (strcmp(dot, types[i][0]) == 0)
            return types[i][1];
    return "application/octet-stream";
}

static void put_head(int fd, const char *status, const char *type,
                     size_t length)
{
    char head[256];
    int n = snprintf(head, sizeof(head), "HTTP/1.1 %s\r\n"
                     "Content-Type: %s\r\nContent-Length: %zu\r\n"
                     "Cache-Control: no-store\r\nConnection: close\r\n\r\n",
                     status, type, length);

    put(fd, head, n);
}

static bool put_file(int fd, const char *path, const char *status,
                     bool body)
{
    const char *type = type_of(path);
    bool html = strncmp(type, "text/html", 9) == 0;
    int file = open(path, O_RDONLY);
    struct stat st;
    char buffer[65536];
    ssize_t n;

    if (file < 0 || fstat(file, &st) < 0 || !S_ISREG(st.st_mode)) {
        if (file >= 0)
            close(file);
        return false;
    }
    put_head(fd, status, type, st.st_size
             + (html ? sizeof(listener) - 1 : 0));
    while (body && (n = read(file, buffer, sizeof(buffer))) > 0)
        put(fd, buffer, n);
    if (body && html)
        put(fd, listener, sizeof(listener) - 1);
    close(file);
    return true;
}

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 'a' - 'A';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* %41 -> A, in place; what follows ? or # is not part of the name. */
static void decode(char *url)
{
    char *to = url;

    url[strcspn(url, "?#")] = '\0';
    for (char *p = url; *p; p++, to++) {
        if (*p == '%' && hex(p[1]) >= 0 && hex(p[2]) >= 0) {
            *to = hex(p[1]) * 16 + hex(p[2]);
            p += 2;
        } else {
            *to = *p;
        }
    }
    *to = '\0';
}

static void answer_file(int fd, char *url, bool body)
{
    char path[REQUEST + 512];

    decode(url);
    snprintf(path, sizeof(path), "%s%s%s", site, url,
             url[strlen(url) - 1] == '/' ? "index.html" : "");
    if (!strstr(url, "/..") && put_file(fd, path, "200 OK", body))
        return;
    snprintf(path, sizeof(path), "%s/404.html", site);
    if (!put_file(fd, path, "404 Not Found", body))
        put_head(fd, "404 Not Found", "text/plain", 0);
}

/* A request is complete: answer it. Returns whether the line stays open. */
static bool answer(struct client *c)
{
    static const char stream[] =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
        "Cache-Control: no-store\r\n\r\nretry: 300\n\n";
    char method[8], url[REQUEST];

    if (sscanf(c->request, "%7s %4095s", method, url) != 2 || url[0] != '/')
        return false;
    if (strcmp(url, "/.changes") == 0) {
        put(c->fd, stream, sizeof(stream) - 1);
        c->listens = true;
        return true;
    }
    answer_file(c->fd, url, strcmp(method, "HEAD") != 0);
    return false;
}

static bool hear(struct client *c)
{
    ssize_t n = read(c->fd, c->request + c->length,
                     REQUEST - 1 - c->length);

    if (n <= 0)
        return false;
    if (c->listens)
        return true;
    c->length += n;
    c->request[c->length] = '\0';
    if (strstr(c->request, "\r\n\r\n"))
        return answer(c);
    return c->length < REQUEST - 1;
}

static void greet(int door)
{
    struct timeval patience = { .tv_sec = 2 };
    int fd = accept(door, NULL, NULL);

    if (fd < 0)
        return;
    if (n_clients == CLIENTS)
        drop(0);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    clients[n_clients] = (struct client){ .fd = fd };
    n_clients++;
}

/* --- Building ------------------------------------------------------- */

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

static void rebuild(void)
{
    double begin = now();
    pid_t child = fork();
    int status = 0;

    if (child < 0)
        die("fork");
    if (child == 0) {
        execvp(command[0], command);
        die(command[0]);
    }
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        fprintf(stderr, "serve: that failed; the pages stay as they are\n");
        return;
    }
    fprintf(stderr, "serve: made in %.1f s\n", now() - begin);
    for (size_t i = 0; i < n_clients; i++)
        if (clients[i].listens)
            put(clients[i].fd, "data: changed\n\n", 15);
}

/* --- The loop ------------------------------------------------------- */

static int open_door(int port)
{
    struct sockaddr_in at = { .sin_family = AF_INET,
        .sin_port = htons(port),
        .sin_addr = { .s_addr = htonl(INADDR_LOOPBACK) } };
    int one = 1, door = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (door < 0)
        die("socket");
    setsockopt(door, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
    if (bind(door, (struct sockaddr *)&at, sizeof(at)) < 0
        || listen(door, 16) < 0)
        die("the port; choose another with -p");
    return door;
}

static void serve(int door)
{
    struct pollfd fds[CLIENTS + 2];

    for (;;) {
        size_t n = n_clients;

        fds[0] = (struct pollfd){ .fd = door, .events = POLLIN };
        fds[1] = (struct pollfd){ .fd = notify, .events = POLLIN };
        for (size_t i = 0; i < n; i++)
            fds[i + 2] = (struct pollfd){ .fd = clients[i].fd,
                                          .events = POLLIN };
        if (poll(fds, n + 2, -1) < 0)
            continue;
        /* from the last to the first: drop() moves the last one down */
        for (size_t i = n; i-- > 0;)
            if (fds[i + 2].revents && !hear(&clients[i]))
                drop(i);
        if (fds[0].revents)
            greet(door);
        if (fds[1].revents && changes() && wait_until_quiet())
            rebuild();
    }
}

int main(int argc, char **argv)
{
    int option, port = 8033;

    while ((option = getopt(argc, argv, "+p:")) == 'p')
        port = atoi(optarg);
    if (option != -1 || optind >= argc) {
        fprintf(stderr, "usage: serve [-p PORT] SITE WATCHED... -- "
                        "COMMAND...\n");
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    notify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (notify < 0)
        die("inotify");
    site = argv[optind++];
    watched = argv + optind;
    for (; optind < argc && strcmp(argv[optind], "--") != 0; optind++)
        n_watched++;
    watch_all();
    command = argv + optind + 1;
    if (optind + 1 >= argc) {
        fprintf(stderr, "serve: no command after --\n");
        return 2;
    }
    printf("http://127.0.0.1:%d/  (Ctrl-C ends it)\n", port);
    fflush(stdout);
    serve(open_door(port));
}
