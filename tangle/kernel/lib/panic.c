// panic.c: says why the kernel cannot go on.
#include <stdarg.h>
#include <stdbool.h>
#include "kernel/lib/catch.h"
#include "kernel/lib/console.h"
#include "kernel/lib/format.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/test.h"

void panic_at(const char *file, int line, const char *function,
              const char *format, ...)
{
    static bool panicking;
    va_list arguments;
    struct catch *catch = catch_find(CATCH_PANIC);

    if (catch) {
        va_start(arguments, format);
        kvsnprintf(catch->text, sizeof(catch->text), format, arguments);
        va_end(arguments);
        catch_throw(catch, CATCH_PANIC);
    }
    if (panicking)              // reporting has failed: be silent
        machine_stop();
    panicking = true;
    console_break_lock();
    console_set_style(STYLE_ALARM);
    kprintf("\nPANIC: ");
    va_start(arguments, format);
    kvprintf(format, arguments);
    va_end(arguments);
    console_set_style(STYLE_NORMAL);
    kprintf("\n  in %s, %s:%d\n", function, file, line);
    machine_show_callers();
    test_bail_out();
    machine_stop();
}
