// probe.c: reads that are allowed to fault.
#include "kernel/cpu/probe.h"

static bool probe_byte(char *to, const char *from)
{
    bool fine = false;
    char byte = 0;

    __asm__ volatile("1: movb %2, %1\n"
                     "movb $1, %0\n"
                     "2:\n"
                     FIXUP(1b, 2b)
                     : "+r"(fine), "+r"(byte) : "m"(*from));
    *to = byte;
    return fine;
}

bool probe_read(void *to, const void *from, size_t length)
{
    char *t = to;
    const char *f = from;

    while (length && probe_byte(t, f))
        t++, f++, length--;
    return length == 0;
}
