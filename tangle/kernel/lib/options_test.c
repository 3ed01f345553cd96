// options_test.c: tests of options.c.
#include "kernel/lib/options.h"
#include "kernel/lib/test.h"

TEST(options_are_whole_words)
{
    char value[8] = "none";

    CHECK(!option_get("testing attest", "test", value, sizeof(value)));
    CHECK(!option_get("", "test", value, sizeof(value)));
    CHECK_TEXT(value, "none");
    CHECK(option_get("quiet test", "test", value, sizeof(value)));
    CHECK_TEXT(value, "");
}

TEST(options_have_values)
{
    char value[8];

    CHECK(option_get("a=1 b=text c", "b", value, sizeof(value)));
    CHECK_TEXT(value, "text");
    CHECK(option_get("b=longerthanthat", "b", value, sizeof(value)));
    CHECK_TEXT(value, "longert");
    CHECK_EQUAL(option_number("hz=1000 x", "hz", 100), 1000);
    CHECK_EQUAL(option_number("hz=1k", "hz", 100), 100);
    CHECK_EQUAL(option_number("hz=2147483648", "hz", 100), 100);
    CHECK_EQUAL(option_number("hz=12345678901", "hz", 100), 100);
}
