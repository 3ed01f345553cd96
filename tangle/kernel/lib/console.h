// console.h: where the kernel's own words go. Every device that can show
// text adds itself here; what is printed goes to all of them.
#ifndef KERNEL_LIB_CONSOLE_H
#define KERNEL_LIB_CONSOLE_H

#include <stdarg.h>
#include <stddef.h>

// How text should look, if the device can make a difference.
enum console_style { STYLE_NORMAL, STYLE_BRIGHT, STYLE_ALARM };

struct console {
    const char *name;
    // Shows the text; "\n" ends a line, other control characters need no
    // meaning. Must not wait forever, must not print.
    void (*write)(struct console *, const char *text, size_t length);
    // For the text that follows. May be NULL.
    void (*set_style)(struct console *, enum console_style style);
    struct console *next;       // belongs to console.c
};

// From now on the console shows what is printed. It is never removed, and
// its memory stays ours.
void console_add(struct console *console);

// To all consoles, in the order in which they were added.
void console_write(const char *text, size_t length);
void console_set_style(enum console_style style);

// Formats (see format.h) and writes; returns the number of characters.
int kprintf(const char *format, ...)
    __attribute__((format(printf, 1, 2)));
int kvprintf(const char *format, va_list arguments)
    __attribute__((format(printf, 1, 0)));

// From now on nobody waits for the consoles. For panics and crashes.
void console_break_lock(void);

#endif
