// fuzz_screen.c: screens of random shapes, and random text on them.
#include <stdlib.h>
#include "kernel/dev/screen.h"
#include "kernel/lib/test.h"
#include "tests/host/host.h"

static struct color_field make_field(uint8_t at)
{
    bool wild = fuzz_below(10) == 0;

    return (struct color_field){
        (uint8_t)(wild ? fuzz_below(40) : at),
        (uint8_t)(wild ? fuzz_below(20) : 5),
    };
}

static struct boot_screen make_screen(void)
{
    return (struct boot_screen){
        SCREEN_PIXELS, 0, (uint32_t)fuzz_below(1600),
        (uint32_t)fuzz_below(400), (uint32_t)fuzz_below(200),
        (uint8_t)fuzz_below(40), true,
        make_field(0), make_field(5), make_field(10),
    };
}

static int write_on(const struct boot_screen *shape)
{
    static struct screen screen;
    static uint8_t dots[128][16];
    struct font font = { 128, 16, dots[0] };
    size_t size = (size_t)shape->pitch * shape->height + 4;
    unsigned char *pixels = malloc(size);
    size_t gap = shape->pitch - shape->width * ((shape->bits + 7) / 8);
    struct canvas canvas;
    char text[100];

    if (canvas_init(&canvas, shape, pixels)) {
        free(pixels);
        return 0;
    }
    canvas.pixels += gap + 4;   // so that the last pixel ends the memory
    for (size_t i = 0; i < sizeof(text); i++)
        text[i] = fuzz_below(8) ? (char)fuzz_next() : '\n';
    screen_init(&screen, &canvas, &font);
    screen.console.write(&screen.console, text, sizeof(text));
    free(pixels);
    return 1;
}

TEST(fuzz_screen)
{
    int written = 0;

    for (int i = 0; i < fuzz_rounds / 10; i++) {
        struct boot_screen shape = make_screen();

        written += write_on(&shape);
    }
    CHECK(written > 0);
}
