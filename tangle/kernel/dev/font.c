// font.c: reads fonts in PSF2. No memory of its own, no copies.
#include "kernel/dev/font.h"
#include "kernel/lib/string.h"

struct head {
    uint32_t magic, version;
    uint32_t length;            // of this head; the characters follow
    uint32_t flags;             // 1: a table for Unicode follows them
    uint32_t count, bytes;      // characters; bytes of each
    uint32_t height, width;     // in dots
};

int font_read(struct font *font, const void *file, size_t size)
{
    struct head head;

    if (size < sizeof(head))
        return -EINVAL;
    memcpy(&head, file, sizeof(head));
    if (head.magic != 0x864ab572 || head.version != 0
            || head.length < sizeof(head) || head.length > size)
        return -EINVAL;
    if (head.width != 8 || head.height < 2 || head.height > 64
            || head.bytes != head.height)
        return -EINVAL;
    if (head.count == 0 || head.count > (size - head.length) / head.bytes)
        return -EINVAL;
    font->count = head.count;
    font->height = head.height;
    font->dots = (const uint8_t *)file + head.length;
    return 0;
}

const uint8_t *font_character(const struct font *font, unsigned char c)
{
    return font->dots + (c < font->count ? c : 0) * font->height;
}
