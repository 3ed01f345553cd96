// scancode_test.c: tests of scancode.c.
#include <stddef.h>
#include "kernel/lib/scancode.h"
#include "kernel/lib/test.h"

// All keys that these bytes make, as text; special keys as '#'.
static const char *decode(const char *bytes, size_t length)
{
    static char keys[32];
    struct scancode_state state = { 0 };
    size_t count = 0;

    for (size_t i = 0; i < length; i++) {
        int key = scancode_decode(&state, (uint8_t)bytes[i]);

        if (key != KEY_NONE)
            keys[count++] = key < 128 ? (char)key : '#';
    }
    keys[count] = '\0';
    return keys;
}

#define DECODE(bytes) decode(bytes, sizeof(bytes) - 1)

TEST(scancode_letters_and_shift)
{
    CHECK_TEXT(DECODE("\x1e\x9e\x30\xb0"), "ab");
    CHECK_TEXT(DECODE("\x2a\x1e\x9e\x02\xaa\x1e\x02"), "A!a1");
    CHECK_TEXT(DECODE("\x2a\x36\xaa\x1e\xb6\x1e"), "Aa");  // both shifts
}

TEST(scancode_caps_lock_is_for_letters)
{
    CHECK_TEXT(DECODE("\x3a\xba\x1e\x02\x2a\x1e\x02\xaa"), "A1a!");
    CHECK_TEXT(DECODE("\x3a\xba\x3a\xba\x1e"), "a");
    CHECK_TEXT(DECODE("\x3a\x3a\x3a\x3a\xba\x1e"), "A");
}

TEST(scancode_control)
{
    CHECK_TEXT(DECODE("\x1d\x1e\x2e\x9d\x1e"), "\001\003a");
    CHECK_TEXT(DECODE("\xe0\x1d\x16\xe0\x9d\x16"), "\025u");
}

TEST(scancode_extended)
{
    struct scancode_state state = { 0 };

    CHECK_EQUAL(scancode_decode(&state, 0xe0), KEY_NONE);
    CHECK_EQUAL(scancode_decode(&state, 0x48), KEY_UP);
    CHECK_EQUAL(scancode_decode(&state, 0x48), '8');        // keypad
    CHECK_TEXT(DECODE("\xe0\x1c\xe0\x9c\xe0\x35"), "\n/");
    // Delete with the shift that nobody pressed, then a letter.
    CHECK_TEXT(DECODE("\xe0\x2a\xe0\x53\x1e\xe0\xd3\xe0\xaa"), "#a");
    // The Pause key says nothing, and breaks nothing.
    CHECK_TEXT(DECODE("\xe1\x1d\x45\xe1\x9d\xc5\x1e"), "a");
}
