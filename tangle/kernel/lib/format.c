// format.c: printf without the file. Needs no memory but its stack.
#include <stdbool.h>
#include <stdint.h>
#include "kernel/lib/format.h"
#include "kernel/lib/string.h"

_Static_assert(sizeof(long) == sizeof(uint64_t), "l, ll and z are one");

struct job {
    struct text_sink *sink;
    va_list arguments;
    int length;                 // written so far
};

struct directive {
    bool left, zero;            // flags - and 0
    int width;                  // at least so many characters
    int precision;              // -1: none was given
    bool wide;                  // the argument has 64 bits
};

static void emit(struct job *job, const char *text, int length)
{
    if (length > 0) {
        job->sink->write(job->sink, text, length);
        job->length += length;
    }
}

static void repeat(struct job *job, const char *sixteen, int times)
{
    for (; times > 0; times -= 16)
        emit(job, sixteen, times < 16 ? times : 16);
}

static void emit_field(struct job *job, const struct directive *d,
                       const char *sign, int zeros,
                       const char *text, int length)
{
    int signs = *sign ? 1 : 0;
    int blanks = d->width - signs - zeros - length;

    if (!d->left)
        repeat(job, "                ", blanks);
    emit(job, sign, signs);
    repeat(job, "0000000000000000", zeros);
    emit(job, text, length);
    if (d->left)
        repeat(job, "                ", blanks);
}

static void emit_number(struct job *job, const struct directive *d,
                        const char *sign, uint64_t value,
                        const char *digits, unsigned base)
{
    char text[20];              // 2^64 - 1 in decimal
    int at = sizeof(text), length;
    int least = d->precision;   // digits at least

    if (least < 0) {
        least = 1;
        if (d->zero && !d->left && d->width > 1)
            least = d->width - (*sign ? 1 : 0);
    }
    for (; value; value /= base)
        text[--at] = digits[value % base];
    length = sizeof(text) - at;
    emit_field(job, d, sign, least > length ? least - length : 0,
               text + at, length);
}

static void emit_signed(struct job *job, const struct directive *d)
{
    int64_t value = d->wide ? va_arg(job->arguments, int64_t)
                            : va_arg(job->arguments, int);

    if (value < 0)              // 0 - v: the most negative has no positive
        emit_number(job, d, "-", 0 - (uint64_t)value, "0123456789", 10);
    else
        emit_number(job, d, "", value, "0123456789", 10);
}

static void emit_unsigned(struct job *job, const struct directive *d,
                          const char *digits, unsigned base)
{
    uint64_t value = d->wide ? va_arg(job->arguments, uint64_t)
                             : va_arg(job->arguments, unsigned);

    emit_number(job, d, "", value, digits, base);
}

static void emit_string(struct job *job, const struct directive *d)
{
    const char *text = va_arg(job->arguments, const char *);
    int length = 0;

    if (!text)
        text = "(null)";
    while (length != d->precision && text[length])
        length++;
    emit_field(job, d, "", 0, text, length);
}

static void emit_character(struct job *job, const struct directive *d)
{
    char c = (char)va_arg(job->arguments, int);

    emit_field(job, d, "", 0, &c, 1);
}

#define FIELD_MAX 4095          // what C17 asks for, and enough

static const char *take_number(struct job *job, const char *at, int *value)
{
    int number = 0;

    if (*at == '*') {
        number = va_arg(job->arguments, int);
        at++;
    } else {
        for (; *at >= '0' && *at <= '9'; at++)
            if (number <= FIELD_MAX)
                number = number * 10 + (*at - '0');
    }
    if (number > FIELD_MAX)
        number = FIELD_MAX;
    *value = number < -FIELD_MAX ? -FIELD_MAX : number;
    return at;
}

static const char *take_apart(struct job *job, const char *at,
                              struct directive *d)
{
    for (; *at == '-' || *at == '0'; at++) {
        if (*at == '-')
            d->left = true;
        else
            d->zero = true;
    }
    at = take_number(job, at, &d->width);
    if (d->width < 0) {         // from a star: the flag - and a width
        d->left = true;
        d->width = -d->width;
    }
    if (*at == '.')
        at = take_number(job, at + 1, &d->precision);
    for (; *at == 'l' || *at == 'z'; at++)
        d->wide = true;
    return at;
}

static bool carry_out(struct job *job, struct directive *d, char letter)
{
    switch (letter) {
    case 'd':
    case 'i':
        emit_signed(job, d);
        return true;
    case 'u':
        emit_unsigned(job, d, "0123456789", 10);
        return true;
    case 'x':
        emit_unsigned(job, d, "0123456789abcdef", 16);
        return true;
    case 'X':
        emit_unsigned(job, d, "0123456789ABCDEF", 16);
        return true;
    case 'p':
        d->wide = true;
        d->precision = 16;
        emit_unsigned(job, d, "0123456789abcdef", 16);
        return true;
    case 'c':
        emit_character(job, d);
        return true;
    case 's':
        emit_string(job, d);
        return true;
    case '%':
        emit(job, "%", 1);
        return true;
    }
    return false;
}

static const char *do_directive(struct job *job, const char *percent)
{
    struct directive d = { .precision = -1 };
    const char *at = take_apart(job, percent + 1, &d);

    if (carry_out(job, &d, *at))
        return at + 1;
    if (*at)
        at++;
    emit(job, percent, at - percent);       // none of ours
    return at;
}

int format_text(struct text_sink *sink, const char *format,
                va_list arguments)
{
    struct job job = { .sink = sink };

    va_copy(job.arguments, arguments);
    while (*format) {
        const char *percent = format;

        while (*percent && *percent != '%')
            percent++;
        emit(&job, format, percent - format);
        format = *percent ? do_directive(&job, percent) : percent;
    }
    va_end(job.arguments);
    return job.length;
}

struct buffer {
    struct text_sink sink;      // first, so that the sink is the buffer
    char *at;
    size_t room;
};

static void to_buffer(struct text_sink *sink, const char *text,
                      size_t length)
{
    struct buffer *buffer = (struct buffer *)sink;

    if (length > buffer->room)
        length = buffer->room;
    memcpy(buffer->at, text, length);
    buffer->at += length;
    buffer->room -= length;
}

int kvsnprintf(char *to, size_t size, const char *format,
               va_list arguments)
{
    struct buffer buffer = {
        { to_buffer }, to, size ? size - 1 : 0
    };
    int length = format_text(&buffer.sink, format, arguments);

    if (size)
        *buffer.at = '\0';
    return length;
}

int ksnprintf(char *to, size_t size, const char *format, ...)
{
    va_list arguments;
    int length;

    va_start(arguments, format);
    length = kvsnprintf(to, size, format, arguments);
    va_end(arguments);
    return length;
}
