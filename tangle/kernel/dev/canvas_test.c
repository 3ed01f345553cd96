// canvas_test.c: tests of canvas.c, on canvases in memory.
#include "kernel/dev/canvas.h"
#include "kernel/lib/string.h"
#include "kernel/lib/test.h"

static const struct boot_screen good = {
    SCREEN_PIXELS, 0xfd000000, 4 * 64, 64, 64, 32, true,
    { 16, 8 }, { 8, 8 }, { 0, 8 },
};

TEST(canvas_places_colors)
{
    struct canvas canvas = {
        .red = { 16, 8 }, .green = { 8, 8 }, .blue = { 0, 8 },
    };

    CHECK_EQUAL(canvas_color(&canvas, 0x123456), 0x123456);
    canvas.red.at = 0;
    canvas.blue.at = 16;
    CHECK_EQUAL(canvas_color(&canvas, 0x123456), 0x563412);
    canvas.red = (struct color_field){ 11, 5 };
    canvas.green = (struct color_field){ 5, 6 };
    canvas.blue = (struct color_field){ 0, 5 };
    CHECK_EQUAL(canvas_color(&canvas, 0xff8040), 0xf800 | 32 << 5 | 8);
    canvas.red = (struct color_field){ 20, 10 };
    CHECK_EQUAL(canvas_color(&canvas, 0xff0000), 0x3fcu << 20);
}

TEST(canvas_refuses_what_it_cannot_draw_on)
{
    struct canvas canvas;
    struct boot_screen bad[9];

    for (int i = 0; i < 9; i++)
        bad[i] = good;
    bad[0].direct = false;
    bad[1].bits = 8;
    bad[2].bits = 64;
    bad[3].red.at = 25;
    bad[4].green.bits = 0;
    bad[5].blue.at = 1;                     // meets green
    bad[6].width = 0;
    bad[7].height = 0x40000000;
    bad[8].pitch = 4 * 64 - 1;
    CHECK(!canvas_init(&canvas, &good, NULL));
    for (int i = 0; i < 9; i++)
        CHECK(canvas_init(&canvas, &bad[i], NULL));
}

static unsigned char memory[3 * 200 + 2];

TEST(canvas_draws_three_bytes_and_no_more)
{
    struct canvas canvas = {
        memory + 1, 200, 64, 3, 3, { 16, 8 }, { 8, 8 }, { 0, 8 }, 1
    };
    static struct ink ink;

    memset(memory, 0xee, sizeof(memory));
    canvas_clear(&canvas);
    CHECK_EQUAL(memory[0], 0xee);
    CHECK_EQUAL(memory[192], 0);
    CHECK_EQUAL(memory[193], 0xee);         // between the lines
    canvas_mix(&canvas, &ink, 0x112233, 0x445566);
    canvas_draw(&canvas, &ink, 7, 2, (const uint8_t[]){ 0x81 }, 1);
    CHECK_EQUAL(memory[1 + 400 + 7 * 24 - 1], 0);
    CHECK_EQUAL(memory[1 + 400 + 7 * 24], 0x33);
    CHECK_EQUAL(memory[1 + 400 + 7 * 24 + 3], 0x66);
    CHECK_EQUAL(memory[1 + 400 + 8 * 24 - 1], 0x11);
    CHECK_EQUAL(memory[1 + 400 + 8 * 24], 0xee);
}
