// boot_info.c: reads the information that a Multiboot2 loader leaves.
// Multiboot2 Specification 2.0, section 3.6.
#include <stddef.h>
#include <stdint.h>
#include "boot/boot_info.h"
#include "kernel/lib/string.h"

enum {
    TAG_END = 0,
    TAG_COMMAND_LINE = 1,
    TAG_LOADER_NAME = 2,
    TAG_EFI64_SYSTEM_TABLE = 12,
    TAG_FRAMEBUFFER = 8,
    TAG_MODULE = 3,
    TAG_MEMORY_MAP = 6,
};

struct tag {
    uint32_t type;
    uint32_t size;              // with these eight bytes
    char text[];                // of tags 1 and 2: ends with a zero
};

struct tag_framebuffer {
    uint32_t type, size;
    uint64_t address;
    uint32_t pitch, width, height;
    uint8_t bits_per_cell;
    uint8_t kind;               // 0 indexed, 1 direct color, 2 text
    uint16_t reserved;
};

struct tag_module {
    uint32_t type, size;
    uint32_t start, end;
};

struct tag_memory_map {
    uint32_t type, size;
    uint32_t entry_size, entry_version;
};

struct memory_entry {
    uint64_t start, length;
    uint32_t kind, reserved;
};

static void copy_text(char *to, size_t size, const char *from)
{
    while (--size && *from)
        *to++ = *from++;
    *to = '\0';
}

static void read_screen(struct boot_screen *screen, const struct tag *tag)
{
    const struct tag_framebuffer *t = (const void *)tag;

    if (t->size < sizeof(*t))
        return;
    screen->kind = t->kind == 2 ? SCREEN_TEXT : SCREEN_PIXELS;
    screen->address = t->address;
    screen->pitch = t->pitch;
    screen->width = t->width;
    screen->height = t->height;
    screen->bits = t->bits_per_cell;
    const struct color_field *color = (const void *)(t + 1);

    if (t->kind == 1 && t->size >= sizeof(*t) + 3 * sizeof(*color)) {
        screen->direct = true;
        screen->red = color[0];
        screen->green = color[1];
        screen->blue = color[2];
    }
}

// The text of a tag ends with a zero, or else with the tag.
static void read_text(char *to, size_t size, const struct tag *tag)
{
    size_t length = tag->size - sizeof(*tag);

    copy_text(to, length < size ? length + 1 : size, tag->text);
}

static void read_module(struct boot_info *boot, const struct tag *tag)
{
    const struct tag_module *t = (const void *)tag;

    if (t->size < sizeof(*t))
        return;
    if (boot->module_count == BOOT_MODULES_MAX) {
        boot->lost++;
        return;
    }
    boot->modules[boot->module_count++] =
        (struct boot_module){ t->start, t->end };
}

static void read_entry(struct boot_info *boot,
                       const struct memory_entry *entry)
{
    if (boot->range_count == BOOT_RANGES_MAX) {
        boot->lost++;
        return;
    }
    boot->ranges[boot->range_count++] = (struct boot_range){
        entry->start, entry->length, entry->kind
    };
}

// Entries may be larger than the part that we know.
static void read_memory_map(struct boot_info *boot, const struct tag *tag)
{
    const struct tag_memory_map *t = (const void *)tag;
    uint32_t at = sizeof(*t);

    if (t->size < sizeof(*t) || t->entry_size < sizeof(struct memory_entry))
        return;
    for (; t->size - at >= t->entry_size; at += t->entry_size)
        read_entry(boot, (const void *)((const char *)tag + at));
}

static void read_tag(struct boot_info *boot, const struct tag *tag)
{
    switch (tag->type) {
    case TAG_COMMAND_LINE:
        read_text(boot->command_line, sizeof(boot->command_line), tag);
        break;
    case TAG_LOADER_NAME:
        read_text(boot->loader, sizeof(boot->loader), tag);
        break;
    case TAG_EFI64_SYSTEM_TABLE:
        boot->uefi = true;
        break;
    case TAG_FRAMEBUFFER:
        read_screen(&boot->screen, tag);
        break;
    case TAG_MODULE:
        read_module(boot, tag);
        break;
    case TAG_MEMORY_MAP:
        read_memory_map(boot, tag);
        break;
    }
}

int boot_info_read(struct boot_info *boot, const void *from)
{
    size_t total = *(const uint32_t *)from;
    size_t at = 8;              // the total and a reserved word

    memset(boot, 0, sizeof(*boot));
    while (total >= 8 && at <= total - 8) {
        const struct tag *tag = (const void *)((const char *)from + at);

        if (tag->type == TAG_END)
            return 0;
        if (tag->size < 8 || tag->size > total - at)
            return -EINVAL;
        read_tag(boot, tag);
        at += (tag->size + 7) & ~7u;        // tags begin at multiples of 8
    }
    return -EINVAL;             // the list has no end
}
