// catch.h: calls that come back even from what never returns. For tests:
// what the called function held, allocated or had half done stays so.
#ifndef KERNEL_LIB_CATCH_H
#define KERNEL_LIB_CATCH_H

#include <stdbool.h>

// How a caught call ended; the bits of `wanted`.
enum {
    CATCH_NOTHING = 0,          // the function returned
    CATCH_FAILURE = 1,          // a check of test.h did not hold
    CATCH_PANIC = 2,            // panic(); its reason is in `text`
    CATCH_TRAP = 4,             // a trap that nobody handled
};

struct catch {
    unsigned wanted;            // set by the caller
    unsigned end;               // what came
    char text[96];
    unsigned trap;              // its vector,
    unsigned long error;        // its error code,
    unsigned long place, address;   // rip and cr2 at that time
    void *point;                // belong to catch.c
    struct catch *outer;
};

// Calls function(argument); returns how that ended. What is not wanted
// goes to the next outer catch. Must not be left by any other way.
unsigned catch_call(struct catch *catch, void (*function)(void *),
                    void *argument);

// The innermost running catch that wants such an end, or NULL.
struct catch *catch_find(unsigned end);

// Ends the call that it caught. Interrupts are as they were before it.
_Noreturn void catch_throw(struct catch *catch, unsigned end);

// Calls function(argument); returns whether that ended in a panic whose
// reason begins with these words.
bool catch_panic(const char *words, void (*function)(void *),
                 void *argument);

// Not in lib, the machine below supplies them. machine_try calls the
// function and returns false; after machine_throw, given what was left in
// *point, the same machine_try returns once more, with true, in place of
// whatever was running.
bool machine_try(void (*function)(void *), void *argument, void **point);
_Noreturn void machine_throw(void *point);

#endif
