// scancode.c: scan codes of set 1. IBM PC AT Technical Reference, 1984,
// section 4; the codes with e0 came with the keyboard of 1986.
#include "kernel/lib/scancode.h"

enum { RELEASE = 0x80, EXTENDED = 0xe0, PAUSE = 0xe1 };

static const char plain[] =
    "\0\0331234567890-=\b\tqwertyuiop[]\n\0asdfghjkl;'`\0\\zxcvbnm,./"
    "\0*\0 ";
static const char shifted[] =
    "\0\033!@#$%^&*()_+\b\tQWERTYUIOP{}\n\0ASDFGHJKL:\"~\0|ZXCVBNM<>?"
    "\0*\0 ";

// The keypad, 0x47 to 0x53.
static const char numbers[] = "789-456+1230.";

static int extended_key(uint8_t code)
{
    switch (code) {
    case 0x47: return KEY_HOME;
    case 0x48: return KEY_UP;
    case 0x49: return KEY_PAGE_UP;
    case 0x4b: return KEY_LEFT;
    case 0x4d: return KEY_RIGHT;
    case 0x4f: return KEY_END;
    case 0x50: return KEY_DOWN;
    case 0x51: return KEY_PAGE_DOWN;
    case 0x52: return KEY_INSERT;
    case 0x53: return KEY_DELETE;
    case 0x1c: return '\n';     // of the keypad
    case 0x35: return '/';
    default: return KEY_NONE;
    }
}

// True if the code was one of these keys.
static bool modifier(struct scancode_state *s, uint8_t code, bool extended,
                     bool down)
{
    uint8_t *keys, bit = 1;

    switch (code) {
    case 0x2a: keys = &s->shift; break;
    case 0x36: keys = &s->shift; bit = 2; break;
    case 0x1d: keys = &s->control; bit = extended ? 2 : 1; break;
    case 0x3a:
        s->caps_lock ^= down && !s->caps_down;  // held, it repeats
        s->caps_down = down;
        return true;
    default:
        return false;
    }
    if (extended && keys == &s->shift)
        return true;
    *keys = down ? *keys | bit : *keys & ~bit;
    return true;
}

static int character(const struct scancode_state *s, uint8_t code)
{
    char c;

    if (code >= 0x47 && code <= 0x53)
        return numbers[code - 0x47];
    if (code >= 0x3b && code <= 0x44)
        return KEY_F1 + (code - 0x3b);
    if (code == 0x57 || code == 0x58)
        return KEY_F1 + 10 + (code - 0x57);
    if (code >= sizeof(plain) - 1)
        return KEY_NONE;
    c = s->shift ? shifted[code] : plain[code];
    if (plain[code] >= 'a' && plain[code] <= 'z') {
        if (s->caps_lock)
            c ^= 0x20;          // the other case
        if (s->control)
            c &= 0x1f;
    }
    return c;
}

int scancode_decode(struct scancode_state *s, uint8_t byte)
{
    bool extended = s->extended;

    if (s->skip) {
        s->skip--;
        return KEY_NONE;
    }
    if (byte == PAUSE) {
        s->skip = 2;            // e1 1d 45, and e1 9d c5 behind it
        return KEY_NONE;
    }
    s->extended = byte == EXTENDED;
    if (byte == EXTENDED)
        return KEY_NONE;
    if (modifier(s, byte & 0x7f, extended, !(byte & RELEASE)))
        return KEY_NONE;
    if (byte & RELEASE)
        return KEY_NONE;
    return extended ? extended_key(byte) : character(s, byte);
}
