// console_test.c: tests of console.c.
#include "kernel/lib/console.h"
#include "kernel/lib/format.h"
#include "kernel/lib/test.h"

static char heard[64];
static size_t heard_length;
static bool listening;

static void listen(struct console *console, const char *text,
                   size_t length)
{
    (void)console;
    while (listening && length-- && heard_length < sizeof(heard) - 1)
        heard[heard_length++] = *text++;
}

TEST(console_prints_on_all)
{
    static struct console first = { .name = "1", .write = listen };
    static struct console second = { .name = "2", .write = listen };

    console_add(&first);
    console_add(&second);
    listening = true;
    CHECK_EQUAL(kprintf("# heard\n"), 8);
    listening = false;
    CHECK_TEXT(heard, "# heard\n# heard\n");
}
