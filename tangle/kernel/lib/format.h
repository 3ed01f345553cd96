// format.h: numbers and strings into text, as ISO C's printf has it
// (C17, 7.21.6.1), less what a kernel does not print:
//
//   %d %i %u %x %X %c %s %%     with  - 0, width, .precision, *, l ll z
//   %p                          sixteen hexadecimal digits
//
// A directive that is none of these is printed as it stands. The compiler
// checks the arguments of every function marked with `format(printf, …)`.
#ifndef KERNEL_LIB_FORMAT_H
#define KERNEL_LIB_FORMAT_H

#include <stdarg.h>
#include <stddef.h>

// Where formatted text goes, piece by piece.
struct text_sink {
    void (*write)(struct text_sink *, const char *text, size_t length);
};

// Writes to the sink; returns the number of characters.
int format_text(struct text_sink *sink, const char *format,
                va_list arguments)
    __attribute__((format(printf, 2, 0)));

// Writes at most size - 1 characters and a zero, nothing if size is 0;
// returns the number of characters that a large enough buffer would get.
int kvsnprintf(char *buffer, size_t size, const char *format,
               va_list arguments)
    __attribute__((format(printf, 3, 0)));
int ksnprintf(char *buffer, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
