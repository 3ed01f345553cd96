// console.c: hands text to every console, and kprintf.
#include "kernel/lib/console.h"
#include "kernel/lib/format.h"

static struct console *consoles;

void console_add(struct console *console)
{
    struct console **last = &consoles;

    while (*last)
        last = &(*last)->next;
    console->next = NULL;
    *last = console;
}

void console_write(const char *text, size_t length)
{
    for (struct console *c = consoles; c; c = c->next)
        c->write(c, text, length);
}

void console_set_style(enum console_style style)
{
    for (struct console *c = consoles; c; c = c->next)
        if (c->set_style)
            c->set_style(c, style);
}

static void to_consoles(struct text_sink *sink, const char *text,
                        size_t length)
{
    (void)sink;
    console_write(text, length);
}

int kvprintf(const char *format, va_list arguments)
{
    struct text_sink sink = { to_consoles };

    return format_text(&sink, format, arguments);
}

int kprintf(const char *format, ...)
{
    va_list arguments;
    int length;

    va_start(arguments, format);
    length = kvprintf(format, arguments);
    va_end(arguments);
    return length;
}
