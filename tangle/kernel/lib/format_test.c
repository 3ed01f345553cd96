// format_test.c: tests of format.c.
#include <stddef.h>
#include <stdint.h>
#include "kernel/lib/format.h"
#include "kernel/lib/string.h"
#include "kernel/lib/test.h"

// Formats into a buffer and checks text and length.
#define CHECK_FORMAT(wanted, ...) do {                                   \
        char text_[64];                                                  \
        int length_ = ksnprintf(text_, sizeof(text_), __VA_ARGS__);      \
        CHECK_TEXT(text_, wanted);                                       \
        CHECK_EQUAL(length_, sizeof(wanted) - 1);                        \
    } while (0)

TEST(format_writes_numbers)
{
    CHECK_FORMAT("0 7 -7", "%d %d %d", 0, 7, -7);
    CHECK_FORMAT("-9223372036854775808", "%ld", INT64_MIN);
    CHECK_FORMAT("18446744073709551615", "%lu", UINT64_MAX);
    CHECK_FORMAT("4294967295", "%u", UINT32_MAX);
    CHECK_FORMAT("deadbeef DEADBEEF", "%x %X", 0xdeadbeef, 0xdeadbeef);
    CHECK_FORMAT("00000000000000ff", "%p", (void *)255);
}

TEST(format_fills_fields)
{
    CHECK_FORMAT("[   42]", "[%5d]", 42);
    CHECK_FORMAT("[42   ]", "[%-5d]", 42);
    CHECK_FORMAT("[00042]", "[%05d]", 42);
    CHECK_FORMAT("[-0042]", "[%05d]", -42);
    CHECK_FORMAT("[  042]", "[%5.3d]", 42);
    CHECK_FORMAT("[ab  ]", "[%-*.*s]", 4, 2, "abc");
    CHECK_FORMAT("[]", "[%.0d]", 0);
}

TEST(format_survives_nonsense)
{
    const char *volatile nothing = NULL;    // the compiler would object
    char text[4];

    CHECK_FORMAT("(null)", "%s", nothing);
    CHECK_EQUAL(ksnprintf(text, sizeof(text), "%s", "abcdef"), 6);
    CHECK_TEXT(text, "abc");
    CHECK_EQUAL(ksnprintf(NULL, 0, "%d", 12345), 5);
    CHECK_FORMAT("100%", "%d%%", 100);
}
