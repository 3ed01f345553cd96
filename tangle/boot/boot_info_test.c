// boot_info_test.c: tests of boot_info.c, on lists of tags of our own.
#include <stddef.h>
#include <stdint.h>
#include "boot/boot_info.h"
#include "kernel/lib/string.h"
#include "kernel/lib/test.h"

static struct {
    uint32_t total, reserved;
    char tags[1024];
} list __attribute__((aligned(8)));

static void list_start(void)
{
    memset(&list, 0xff, sizeof(list));
    list.total = 8;
}

static void list_add(uint32_t type, const void *body, uint32_t length)
{
    uint32_t head[2] = { type, 8 + length };
    char *at = (char *)&list + list.total;

    memcpy(at, head, sizeof(head));
    memcpy(at + 8, body, length);
    list.total += (8 + length + 7) & ~7u;
}

static const void *list_end(void)
{
    return &list;
}

TEST(boot_info_reads_text)
{
    struct boot_info boot;

    list_start();
    list_add(1, "test", 5);
    list_add(2, "a loader", 9);
    list_add(0, "", 0);
    CHECK_EQUAL(boot_info_read(&boot, list_end()), 0);
    CHECK_TEXT(boot.command_line, "test");
    CHECK_TEXT(boot.loader, "a loader");
    CHECK(!boot.uefi);
}

TEST(boot_info_refuses_damage)
{
    struct boot_info boot;
    uint32_t too_long = 4096;

    list_start();
    list_add(2, "kept", 5);
    CHECK_EQUAL(boot_info_read(&boot, list_end()), -EINVAL);    // no end
    CHECK_TEXT(boot.loader, "kept");
    list_add(1, "cut", 4);
    memcpy(list.tags + 16 + 4, &too_long, 4);
    list_add(0, "", 0);
    CHECK_EQUAL(boot_info_read(&boot, list_end()), -EINVAL);
    list.total = 0;
    CHECK_EQUAL(boot_info_read(&boot, list_end()), -EINVAL);
}

TEST(boot_info_cuts_long_text)
{
    static char text[400];
    struct boot_info boot;

    memset(text, 'x', sizeof(text) - 1);
    list_start();
    list_add(1, text, sizeof(text));
    list_add(0, "", 0);
    CHECK_EQUAL(boot_info_read(&boot, list_end()), 0);
    CHECK_EQUAL(boot.command_line[254], 'x');
    CHECK_EQUAL(boot.command_line[255], '\0');
}

TEST(boot_info_ends_text_with_its_tag)
{
    struct boot_info boot;

    list_start();
    list_add(2, "no zero!", 8);
    list_add('!', "", 0);           // a tag that begins with a '!'
    list_add(0, "", 0);
    CHECK_EQUAL(boot_info_read(&boot, list_end()), 0);
    CHECK_TEXT(boot.loader, "no zero!");
}

static int ranges_told(uint64_t entry_size)
{
    uint64_t body[] = { entry_size, 0x1000, 0x2000, 1, 0x3000, 0x4000, 2 };
    struct boot_info boot;

    list_start();
    list_add(6, body, sizeof(body));
    list_add(0, "", 0);
    return boot_info_read(&boot, list_end()) < 0 ? -1 : boot.range_count;
}

TEST(boot_info_reads_entries_of_any_size)
{
    CHECK_EQUAL(ranges_told(24), 2);
    CHECK_EQUAL(ranges_told(32), 1);
    CHECK_EQUAL(ranges_told(16), 0);
    CHECK_EQUAL(ranges_told(0), 0);
}
