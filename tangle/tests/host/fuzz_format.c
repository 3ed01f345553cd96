// fuzz_format.c: format.c against the C library's snprintf.
#include <stdio.h>
#include <string.h>
#include "kernel/lib/format.h"
#include "kernel/lib/test.h"
#include "tests/host/host.h"

// "[%…]" of random flags, width, precision and length; the directive's
// last letter is returned.
static char make_directive(char *to)
{
    static const char letters[] = "diuxXsc";
    char letter = letters[fuzz_below(sizeof(letters) - 1)];

    to += sprintf(to, "[%%");
    if (fuzz_below(3) == 0)
        *to++ = '-';
    if (fuzz_below(3) == 0 && letter != 's' && letter != 'c')
        *to++ = '0';
    if (fuzz_below(2))
        to += sprintf(to, "%d", 1 + (int)fuzz_below(40));
    if (fuzz_below(2) && letter != 'c')
        to += sprintf(to, ".%d", (int)fuzz_below(30));
    sprintf(to, "%s%c]", letter == 's' || letter == 'c' ? "" : "l",
            letter);
    return letter;
}

// Random in length as well: small numbers are as likely as large ones.
static long make_number(void)
{
    long number = (long)(fuzz_next() >> fuzz_below(64));

    return fuzz_below(2) ? number : -number;
}

static const char *make_text(void)
{
    static char text[24];
    size_t length = fuzz_below(sizeof(text));

    memset(text, 'a' + (int)fuzz_below(26), length);
    text[length] = '\0';
    return text;
}

#define BOTH(argument) do {                                              \
        wanted_length = snprintf(wanted, size, format, argument);        \
        length = ksnprintf(got, size, format, argument);                 \
    } while (0)

static void compare_once(void)
{
    char format[32], wanted[64] = "", got[64] = "";
    size_t size = 1 + fuzz_below(sizeof(got));
    char letter = make_directive(format);
    const char *text = make_text();
    long number = make_number();
    int wanted_length, length;

    if (letter == 's')
        BOTH(text);
    else if (letter == 'c')
        BOTH((int)*text);
    else
        BOTH(number);
    if (strcmp(got, wanted) != 0 || length != wanted_length)
        printf("# format %s, size %zu\n", format, size);
    CHECK_TEXT(got, wanted);
    CHECK_EQUAL(length, wanted_length);
}

TEST(fuzz_format)
{
    for (int i = 0; i < fuzz_rounds; i++)
        compare_once();
}
