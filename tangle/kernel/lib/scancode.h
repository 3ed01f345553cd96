// scancode.h: from a PC keyboard's scan codes, set 1, to keys. A US
// keyboard; knows nothing of the hardware.
#ifndef KERNEL_LIB_SCANCODE_H
#define KERNEL_LIB_SCANCODE_H

#include <stdbool.h>
#include <stdint.h>

// A key is an ASCII character, or one of these.
enum key {
    KEY_NONE = 0,
    KEY_UP = 256, KEY_DOWN, KEY_LEFT, KEY_RIGHT,
    KEY_HOME, KEY_END, KEY_PAGE_UP, KEY_PAGE_DOWN,
    KEY_INSERT, KEY_DELETE,
    KEY_F1, KEY_F12 = KEY_F1 + 11,
};

// What is down, what was on, and where we are in a long code.
struct scancode_state {
    uint8_t shift, control;     // bit 0: the left one, bit 1: the right
    bool caps_lock, caps_down;  // is it on? is its key down?
    bool extended;              // e0 came
    int skip;                   // bytes left of a code we do not know
};

// Takes the next byte; returns the key that it completes, or KEY_NONE.
int scancode_decode(struct scancode_state *state, uint8_t byte);

#endif
