// console.c: hands text to every console, and kprintf.
#include "kernel/lib/console.h"
#include "kernel/lib/format.h"
#include "kernel/lib/spinlock.h"

static struct console *consoles;
static struct spinlock lock = SPINLOCK("console");
static bool broken;             // the kernel is dying: print at any price

void console_add(struct console *console)
{
    struct console **last = &consoles;

    while (*last)
        last = &(*last)->next;
    console->next = NULL;
    *last = console;
}

void console_break_lock(void)
{
    broken = true;
}

static void take_lock(void)
{
    if (!broken)
        spin_lock(&lock);
}

static void give_lock(void)
{
    if (!broken)
        spin_unlock(&lock);
}

static void write_to_all(const char *text, size_t length)
{
    for (struct console *c = consoles; c; c = c->next)
        c->write(c, text, length);
}

void console_write(const char *text, size_t length)
{
    take_lock();
    write_to_all(text, length);
    give_lock();
}

void console_set_style(enum console_style style)
{
    take_lock();
    for (struct console *c = consoles; c; c = c->next)
        if (c->set_style)
            c->set_style(c, style);
    give_lock();
}

static void to_consoles(struct text_sink *sink, const char *text,
                        size_t length)
{
    (void)sink;
    write_to_all(text, length);
}

int kvprintf(const char *format, va_list arguments)
{
    struct text_sink sink = { to_consoles };
    int length;

    take_lock();
    length = format_text(&sink, format, arguments);
    give_lock();
    return length;
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
