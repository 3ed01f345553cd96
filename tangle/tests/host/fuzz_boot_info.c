// fuzz_boot_info.c: boot_info.c on lists of random tags.
#include <stdlib.h>
#include <string.h>
#include "boot/boot_info.h"
#include "kernel/lib/test.h"
#include "tests/host/host.h"

// A list of up to 512 bytes; most tags are such as a loader would leave.
static uint32_t *make_list(void)
{
    uint32_t length = 8 + (uint32_t)fuzz_below(64) * 8, at = 8;
    unsigned char *list = malloc(length);

    for (uint32_t i = 0; i < length; i++)
        list[i] = (unsigned char)fuzz_next();
    memcpy(list, &length, sizeof(length));
    while (at + 8 <= length) {
        uint32_t tag[2] = { (uint32_t)fuzz_below(24),
                            8 + (uint32_t)fuzz_below(100) };

        memcpy(list + at, tag, sizeof(tag));
        at += (tag[1] + 7) & ~7u;
    }
    return (uint32_t *)list;
}

static void read_random_list(void)
{
    struct boot_info boot;
    uint32_t *list = make_list();

    CHECK(boot_info_read(&boot, list) <= 0);
    CHECK(memchr(boot.loader, '\0', sizeof(boot.loader)));
    CHECK(memchr(boot.command_line, '\0', sizeof(boot.command_line)));
    free(list);
}

TEST(fuzz_boot_info)
{
    for (int i = 0; i < fuzz_rounds; i++)
        read_random_list();
}
