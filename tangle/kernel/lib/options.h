// options.h: words on the kernel's command line, "name" or "name=value".
#ifndef KERNEL_LIB_OPTIONS_H
#define KERNEL_LIB_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

// Is the word there? Its value, or what fits of it, goes to `value`, empty
// if it has none; with a size of 0, nowhere. The first of several counts.
bool option_get(const char *command_line, const char *name,
                char *value, size_t size);

// The same for a number in decimal; `otherwise` if the word is not there,
// or if its value is not a number below 2^31 of at most ten digits.
int option_number(const char *command_line, const char *name,
                  int otherwise);

#endif
