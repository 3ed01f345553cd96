// string.c: memory, byte by byte. Plain on purpose: chapter 33 measures
// these loops and lets the processor's own instructions race them.
#include "kernel/lib/string.h"

void *memcpy(void *restrict to, const void *restrict from, size_t length)
{
    unsigned char *t = to;
    const unsigned char *f = from;

    while (length--)
        *t++ = *f++;
    return to;
}

void *memmove(void *to, const void *from, size_t length)
{
    unsigned char *t = to;
    const unsigned char *f = from;

    if (t < f)
        for (size_t i = 0; i < length; i++)
            t[i] = f[i];
    else
        while (length--)
            t[length] = f[length];
    return to;
}

void *memset(void *to, int value, size_t length)
{
    unsigned char *t = to;

    while (length--)
        *t++ = (unsigned char)value;
    return to;
}

int memcmp(const void *a, const void *b, size_t length)
{
    const unsigned char *x = a, *y = b;

    for (; length--; x++, y++)
        if (*x != *y)
            return *x - *y;
    return 0;
}
