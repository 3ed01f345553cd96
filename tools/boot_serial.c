/*
 * boot_serial.c: the serial line: what came, and what of it was awaited.
 *
 * The log gets every byte. The copy that is searched has no carriage
 * returns, so that a script need not care whether the kernel sends them.
 */
#include "boot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define REPORT_LINES 6

void serial_init(struct serial *serial, const struct options *opt)
{
    serial->fd = -1;
    serial->log_fd = -1;
    serial->firmware = opt->uefi;
    if (opt->serial_log == NULL)
        return;
    if (strcmp(opt->serial_log, "-") == 0) {
        serial->log_fd = STDOUT_FILENO;
        return;
    }
    serial->log_fd = open(opt->serial_log,
                        O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (serial->log_fd < 0)
        die("%s: cannot write the serial log: %s; name a file in a "
            "directory that exists", opt->serial_log, strerror(errno));
}

static void log_write(struct serial *serial, const char *data, size_t len)
{
    while (serial->log_fd >= 0 && len > 0) {
        ssize_t n = write(serial->log_fd, data, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            die("cannot write the serial log: %s", strerror(errno));
        data += n;
        len -= (size_t)n;
    }
}

static void keep(struct serial *serial, const char *data, size_t len)
{
    if (serial->len + len > serial->size) {
        serial->size = (serial->len + len) * 2;
        serial->seen = realloc(serial->seen, serial->size);
        if (serial->seen == NULL)
            die("out of memory for the serial output");
    }
    for (size_t i = 0; i < len; i++)
        if (data[i] != '\r')
            serial->seen[serial->len++] = data[i];
}

static void take(struct serial *serial, const char *data, size_t len)
{
    log_write(serial, data, len);
    keep(serial, data, len);
    serial->bytes += len;
    serial->last = now();
}

void serial_flush(struct serial *serial)
{
    serial->firmware = false;
    if (serial->held_len > 0)
        take(serial, serial->held, serial->held_len);
    serial->held_len = 0;
}

/*
 * OVMF resets the terminal that it supposes on the serial line before it
 * sees that its variables ask for no console there (boot_firmware.c). These
 * two sequences, before anything else, are not the kernel's.
 * Takes one byte; false: the firmware has had its say, it is not taken.
 */
static bool hold(struct serial *serial, char byte)
{
    static const char *const resets[] = { "\33[2J\33[01;01H", "\33[=3h" };
    serial->held[serial->held_len] = byte;
    for (size_t i = 0; i < 2; i++) {
        if (memcmp(resets[i], serial->held, serial->held_len + 1) != 0)
            continue;
        serial->held_len++;
        if (serial->held_len == strlen(resets[i]))
            serial->held_len = 0;
        return true;
    }
    return false;
}

void serial_take(struct serial *serial, const char *data, size_t len)
{
    while (serial->firmware && len > 0) {
        if (!hold(serial, *data)) {
            serial_flush(serial);
            break;
        }
        data++;
        len--;
    }
    if (len > 0)
        take(serial, data, len);
}

bool serial_match(struct serial *serial, const char *text, size_t len)
{
    if (serial->seen == NULL)
        return false;
    size_t from = serial->matched;
    if (serial->scanned > from + len)
        from = serial->scanned - len;   /* the text may begin there */
    char *found = memmem(serial->seen + from, serial->len - from, text,
                         len);
    if (found == NULL) {
        serial->scanned = serial->len;
        return false;
    }
    serial->matched = (size_t)(found - serial->seen) + len;
    serial->scanned = serial->matched;
    return true;
}

static void report_line(const char *text, size_t len)
{
    fprintf(stderr, "boot:   ");
    for (size_t i = 0; i < len && i < 200; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c < 0x20 || c == 0x7f)
            fprintf(stderr, "\\x%02x", c);
        else
            fputc(c, stderr);
    }
    fprintf(stderr, len > 200 ? "…\n" : "\n");
}

void serial_report(const struct serial *serial)
{
    if (serial->len == 0)
        return;
    size_t from = serial->len, lines = 0;
    if (serial->seen[from - 1] == '\n')
        from--;
    while (from > 0) {
        if (serial->seen[from - 1] == '\n' && ++lines == REPORT_LINES)
            break;
        from--;
    }
    fprintf(stderr, "boot: the serial line's last lines:\n");
    while (from < serial->len) {
        char *end = memchr(serial->seen + from, '\n', serial->len - from);
        size_t stop = end ? (size_t)(end - serial->seen) : serial->len;
        report_line(serial->seen + from, stop - from);
        from = stop + 1;
    }
}
