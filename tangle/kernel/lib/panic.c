// panic.c: says why the kernel cannot go on.
#include <stdarg.h>
#include <stdbool.h>
#include "kernel/lib/console.h"
#include "kernel/lib/panic.h"

void panic_at(const char *file, int line, const char *function,
              const char *format, ...)
{
    static bool panicking;
    va_list arguments;

    if (panicking)              // reporting has failed: be silent
        machine_stop();
    panicking = true;
    console_set_style(STYLE_ALARM);
    kprintf("\nPANIC: ");
    va_start(arguments, format);
    kvprintf(format, arguments);
    va_end(arguments);
    console_set_style(STYLE_NORMAL);
    kprintf("\n  in %s, %s:%d\n", function, file, line);
    machine_stop();
}
