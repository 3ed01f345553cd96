// font_test.c: tests of font.c, on a font of two characters.
#include "kernel/dev/font.h"
#include "kernel/lib/string.h"
#include "kernel/lib/test.h"

static const uint32_t good[] = {
    0x864ab572, 0, 32, 0, 2, 4, 4, 8, 0x04030201, 0x08070605,
};

TEST(font_finds_characters)
{
    struct font font;

    CHECK_EQUAL(font_read(&font, good, sizeof(good)), 0);
    CHECK_EQUAL(font.height, 4);
    CHECK_EQUAL(font_character(&font, 1)[0], 5);
    CHECK_EQUAL(font_character(&font, 2)[3], 4);    // as character 0
    CHECK_EQUAL(font_character(&font, 255)[0], 1);
}

TEST(font_refuses_damage)
{
    static const uint32_t wrong[] = { 1, 1, 41, 0, 3, 5, 5, 9 };
    struct font font;
    uint32_t bad[10];

    CHECK_EQUAL(font_read(&font, good, 31), -EINVAL);
    CHECK_EQUAL(font_read(&font, good, 39), -EINVAL);
    for (int i = 0; i < 8; i++) {
        memcpy(bad, good, sizeof(bad));
        bad[i] = wrong[i];
        if (i == 3)                         // flags do not matter
            CHECK_EQUAL(font_read(&font, bad, sizeof(bad)), 0);
        else
            CHECK_EQUAL(font_read(&font, bad, sizeof(bad)), -EINVAL);
    }
    memcpy(bad, good, sizeof(bad));
    bad[4] = 0x40000002;                    // times 4: 8
    CHECK_EQUAL(font_read(&font, bad, sizeof(bad)), -EINVAL);
}
