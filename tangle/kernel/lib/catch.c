// catch.c: the stack of caught calls.
#include <stddef.h>
#include "kernel/lib/catch.h"
#include "kernel/lib/spinlock.h"

static struct catch *innermost;

unsigned catch_call(struct catch *catch, void (*function)(void *),
                    void *argument)
{
    int holds = machine_holds();

    catch->end = CATCH_NOTHING;
    catch->text[0] = '\0';
    catch->outer = innermost;
    innermost = catch;
    if (machine_try(function, argument, &catch->point)) {
        machine_set_holds(holds);
    }
    innermost = catch->outer;
    return catch->end;
}

struct catch *catch_find(unsigned end)
{
    struct catch *catch = innermost;

    while (catch && !(catch->wanted & end))
        catch = catch->outer;
    return catch;
}

void catch_throw(struct catch *catch, unsigned end)
{
    catch->end = end;
    machine_throw(catch->point);
}

bool catch_panic(const char *words, void (*function)(void *),
                 void *argument)
{
    struct catch catch = { .wanted = CATCH_PANIC };
    const char *said = catch.text;

    if (catch_call(&catch, function, argument) != CATCH_PANIC)
        return false;
    while (*words && *said == *words)
        said++, words++;
    return !*words;
}
