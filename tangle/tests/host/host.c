// host.c: what the kernel's lib finds below itself when it is a program
// on the host: standard output, longjmp and exit.
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include "kernel/lib/catch.h"
#include "kernel/lib/console.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/test.h"
#include "tests/host/host.h"

int fuzz_rounds = 200000;

bool machine_try(void (*function)(void *), void *argument, void **point)
{
    jmp_buf here;

    *point = &here;
    if (setjmp(here))
        return true;
    function(argument);
    return false;
}

void machine_throw(void *point)
{
    longjmp(*(jmp_buf *)point, 1);
}

void machine_exit(bool passed)
{
    exit(passed ? EXIT_SUCCESS : EXIT_FAILURE);
}

void machine_stop(void)
{
    abort();
}

void machine_show_callers(void)
{
}

void machine_hold_interrupts(void)
{
}

void machine_release_interrupts(void)
{
}

int machine_holds(void)
{
    return 0;
}

void machine_set_holds(int holds)
{
    (void)holds;
}

int machine_processor(void)
{
    return 0;
}

void interrupts_hold(void)
{
}

void interrupts_release(void)
{
}

void interrupts_await(void)
{
    abort();                    // nobody would wake us
}

static void to_output(struct console *self, const char *text,
                      size_t length)
{
    (void)self;
    fwrite(text, 1, length, stdout);
}

static struct console console = { .name = "host", .write = to_output };

int main(int count, char **arguments)
{
    setvbuf(stdout, NULL, _IOLBF, 0);       // all of it, even if we crash
    if (count > 1)
        fuzz_rounds = atoi(arguments[1]);
    console_add(&console);
    machine_exit(test_run(""));
}
