// string.h: the four functions that a C compiler may call unasked, with
// the meaning that ISO C gives them (C17, 7.24).
#ifndef KERNEL_LIB_STRING_H
#define KERNEL_LIB_STRING_H

#include <stddef.h>

// Copies length bytes. The two areas must not overlap.
void *memcpy(void *restrict to, const void *restrict from, size_t length);

// The same, and the areas may overlap.
void *memmove(void *to, const void *from, size_t length);

// Sets length bytes to the low eight bits of value.
void *memset(void *to, int value, size_t length);

// Less than, equal to or greater than zero, as the first byte that
// differs, taken as unsigned, is less or greater in a.
int memcmp(const void *a, const void *b, size_t length);

#endif
