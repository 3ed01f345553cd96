// options.c: finds words on the kernel's command line.
#include "kernel/lib/options.h"

static bool is_end(char c)
{
    return c == '\0' || c == ' ';
}

// What follows the name, if the word at `at` has it; else NULL.
static const char *after_name(const char *at, const char *name)
{
    while (*name && *at == *name)
        at++, name++;
    return !*name && (is_end(*at) || *at == '=') ? at : NULL;
}

static void copy_word(char *to, size_t size, const char *from)
{
    while (size > 1 && !is_end(*from)) {
        *to++ = *from++;
        size--;
    }
    if (size)
        *to = '\0';
}

bool option_get(const char *command_line, const char *name,
                char *value, size_t size)
{
    const char *at = command_line;

    while (*at) {
        const char *rest = after_name(at, name);

        if (rest && is_end(*rest))
            rest = "";
        else if (rest)
            rest++;             // the equals sign
        if (rest) {
            copy_word(value, size, rest);
            return true;
        }
        while (!is_end(*at))
            at++;
        while (*at == ' ')
            at++;
    }
    return false;
}

int option_number(const char *command_line, const char *name,
                  int otherwise)
{
    char text[12], *at = text;      // one more than a number may have
    long value = 0;

    if (!option_get(command_line, name, text, sizeof(text)) || !*text)
        return otherwise;
    for (; *at >= '0' && *at <= '9'; at++)
        value = value * 10 + (*at - '0');
    if (*at || at - text > 10 || value >= 1L << 31)
        return otherwise;
    return (int)value;
}
