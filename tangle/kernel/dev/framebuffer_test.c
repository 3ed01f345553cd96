// framebuffer_test.c: tests of our own font, and what scrolling costs.
#include "kernel/cpu/cpu.h"
#include "kernel/cpu/interrupts.h"
#include "kernel/cpu/layout.h"
#include "kernel/dev/framebuffer.h"
#include "kernel/dev/screen.h"
#include "kernel/lib/console.h"
#include "kernel/lib/format.h"
#include "kernel/lib/string.h"
#include "kernel/lib/test.h"
#include "kernel/mm/page.h"

TEST(font_of_our_own_tells_characters_apart)
{
    struct font font;

    CHECK_EQUAL(font_read(&font, font_start, font_end - font_start), 0);
    CHECK_EQUAL(font.count, 127);
    CHECK_EQUAL(font.height, 16);
    for (int a = ' '; a < 127; a++)
        for (int b = 0; b < a; b = b ? b + 1 : ' ')
            CHECK(memcmp(font_character(&font, (unsigned char)a),
                         font_character(&font, (unsigned char)b), 16));
}

TEST(framebuffer_refuses_what_it_cannot_use)
{
    struct boot_screen bad = {
        SCREEN_TEXT, 0xb8000, 160, 80, 25, 16, false,
        { 0, 0 }, { 0, 0 }, { 0, 0 },
    };

    CHECK_EQUAL(framebuffer_init(&bad), -ENODEV);
    bad.kind = SCREEN_PIXELS;
    CHECK_EQUAL(framebuffer_init(&bad), -EINVAL);
    CHECK_TEXT(framebuffer_problem(), "colors from a palette");
    bad = (struct boot_screen){
        SCREEN_PIXELS, 0xffffffffffff0000, 4096, 1024, 768, 32, true,
        { 16, 8 }, { 8, 8 }, { 0, 8 },
    };
    CHECK_EQUAL(framebuffer_init(&bad), -EINVAL);
    CHECK_TEXT(framebuffer_problem(), "out of reach");
}

static void print_line(struct screen *screen, int i)
{
    char line[80];
    int length = ksnprintf(line, sizeof(line), "ok %d - %s\n", i, i % 3
                           ? "a_test_of_something"
                           : "another_test_whose_name_is_longer");

    screen->console.write(&screen->console, line, (size_t)length);
}

TEST(bench_screen)
{
    static struct screen screen;
    struct page *page = page_alloc(9);      // 2 MiB
    struct font font;
    struct canvas canvas = {
        page_to_ptr(page), 3200, 800, 600, 4,
        { 16, 8 }, { 8, 8 }, { 0, 8 }, 1
    };
    uint64_t from, took;
    unsigned long drawn;

    CHECK(page);
    CHECK_EQUAL(font_read(&font, font_start, font_end - font_start), 0);
    screen_init(&screen, &canvas, &font);
    for (int i = 0; i < 40; i++)
        print_line(&screen, i);
    drawn = screen.drawn;
    interrupts_hold();
    from = cpu_read_tsc();
    for (int i = 0; i < 100; i++)
        print_line(&screen, i);
    took = cpu_read_tsc() - from;
    interrupts_release();
    page_put(page);
    kprintf("# screen_line %lu\n", took / 100);
    kprintf("# screen_cells %lu\n", (screen.drawn - drawn) / 100);
    CHECK(took > 0);
}
