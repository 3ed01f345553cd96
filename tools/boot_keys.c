/*
 * boot_keys.c: the keyboard: QEMU's names for keys, and text as somebody
 * at a US keyboard would type it.
 */
#include "boot.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEY_TIME 0.05           /* seconds from key to key: a guest that is
                                   starved for a while still takes all */
#define CHORD_MAX 64

static const struct {
    const char *name;
    char plain, shifted;        /* 0: types nothing */
} named[] = {
    { "grave_accent", '`', '~' }, { "minus", '-', '_' },
    { "equal", '=', '+' }, { "bracket_left", '[', '{' },
    { "bracket_right", ']', '}' }, { "backslash", '\\', '|' },
    { "semicolon", ';', ':' }, { "apostrophe", '\'', '"' },
    { "comma", ',', '<' }, { "dot", '.', '>' }, { "slash", '/', '?' },
    { "1", '1', '!' }, { "2", '2', '@' }, { "3", '3', '#' },
    { "4", '4', '$' }, { "5", '5', '%' }, { "6", '6', '^' },
    { "7", '7', '&' }, { "8", '8', '*' }, { "9", '9', '(' },
    { "0", '0', ')' }, { "spc", ' ', 0 }, { "ret", '\n', 0 },
    { "tab", '\t', 0 }, { "backspace", '\b', 0 }, { "esc", '\33', 0 },
};

#define NAMED (sizeof named / sizeof *named)

/* Writes the chord that types c; false: no key does. */
static bool character_chord(char c, char chord[CHORD_MAX])
{
    unsigned char u = (unsigned char)c;
    if (islower(u) || isupper(u)) {
        snprintf(chord, CHORD_MAX, "%s%c", isupper(u) ? "shift-" : "",
                 tolower(u));
        return u < 0x80;
    }
    for (size_t i = 0; c != 0 && i < NAMED; i++)
        if (c == named[i].plain || c == named[i].shifted) {
            snprintf(chord, CHORD_MAX, "%s%s",
                     c == named[i].shifted ? "shift-" : "", named[i].name);
            return true;
        }
    return false;
}

char keys_character(const char *chord)
{
    bool shift = strncmp(chord, "shift-", 6) == 0;
    bool ctrl = strncmp(chord, "ctrl-", 5) == 0;
    const char *key = chord + (shift ? 6 : ctrl ? 5 : 0);
    if (islower((unsigned char)key[0]) && key[1] == '\0')
        return shift ? (char)toupper((unsigned char)key[0]) :
               ctrl ? (char)(key[0] & 0x1f) : key[0];
    for (size_t i = 0; !ctrl && i < NAMED; i++)
        if (strcmp(named[i].name, key) == 0)
            return shift ? named[i].shifted : named[i].plain;
    return 0;
}

/* Keys that follow too fast would be lost in the keyboard's 16 bytes. */
static bool send_chord(struct run *run, const char *chord)
{
    if (run->end != END_NONE)
        return false;
    if (!run->emulator->chord(run, chord)) {
        run_end(run, END_REFUSED, "%s did not take the key %s: %s",
                run->emulator->name, chord, run->qmp.error);
        return false;
    }
    double until = now() + KEY_TIME;
    while (now() < until)
        if (!run_pump(run, LOOK_MS))
            return false;
    return true;
}

bool keys_send(struct run *run, const char *chords)
{
    while (*(chords += strspn(chords, " \t")) != '\0') {
        size_t len = strcspn(chords, " \t");
        char *chord = xstrndup(chords, len);
        bool sent = send_chord(run, chord);
        free(chord);
        if (!sent)
            return false;
        chords += len;
    }
    return true;
}

/* One character, or a <name>, at *text; writes its chord, steps over it. */
static bool next_chord(struct run *run, const char **text,
                       char chord[CHORD_MAX])
{
    const char *at = *text;
    *text = at + 1;
    if (*at != '<') {
        if (character_chord(*at, chord))
            return true;
        run_end(run, END_REFUSED, "no key types the byte 0x%02x; press "
                "takes what a US keyboard has", (unsigned char)*at);
        return false;
    }
    const char *close = strchr(at, '>');
    if (close == NULL || close == at + 1 || close - at >= CHORD_MAX) {
        run_end(run, END_REFUSED, "press: a < that begins no <key>; write "
                "<less> for the character");
        return false;
    }
    *text = close + 1;
    snprintf(chord, CHORD_MAX, "%.*s", (int)(close - at - 1), at + 1);
    if (strcmp(chord, "less") == 0)
        character_chord('<', chord);
    return true;
}

bool keys_press(struct run *run, const char *text)
{
    char chord[CHORD_MAX];
    while (*text != '\0')
        if (!next_chord(run, &text, chord) || !send_chord(run, chord))
            return false;
    return true;
}
