// panic.h: the end, with a reason. For broken invariants only, never for
// bad input or exhaustion: those have error numbers.
#ifndef KERNEL_LIB_PANIC_H
#define KERNEL_LIB_PANIC_H

// Prints the reason, with the place in the source, and stops the machine.
// May be called from anywhere, also from within the consoles.
#define panic(...) panic_at(__FILE__, __LINE__, __func__, __VA_ARGS__)

_Noreturn void panic_at(const char *file, int line, const char *function,
                        const char *format, ...)
    __attribute__((format(printf, 4, 5)));

// Stops for good. Not in lib: the machine below supplies it.
_Noreturn void machine_stop(void);

// Prints who called. Not in lib either: the machine below supplies it.
void machine_show_callers(void);

#endif
