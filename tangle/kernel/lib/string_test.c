// string_test.c: tests of string.c.
#include "kernel/lib/string.h"
#include "kernel/lib/test.h"

TEST(string_copies_exactly)
{
    char to[8] = "-------";

    CHECK(memcpy(to + 1, "abcdef", 5) == to + 1);
    CHECK_TEXT(to, "-abcde-");
}

TEST(string_moves_over_itself)
{
    char up[8] = "abcdefg", down[8] = "abcdefg";

    memmove(up + 2, up, 5);
    CHECK_TEXT(up, "ababcde");
    memmove(down, down + 2, 5);
    CHECK_TEXT(down, "cdefgfg");
}

TEST(string_sets_bytes)
{
    char to[8] = "-------";

    CHECK(memset(to + 1, 0x100 + 'x', 5) == to + 1);
    CHECK_TEXT(to, "-xxxxx-");
}

TEST(string_compares_as_unsigned)
{
    CHECK(memcmp("abc", "abc", 3) == 0);
    CHECK(memcmp("abc", "abd", 2) == 0);
    CHECK(memcmp("abc", "abd", 3) < 0);
    CHECK(memcmp("\x80", "\x7f", 1) > 0);
    CHECK(memcmp("a", "b", 0) == 0);
}
