// framebuffer.c: finds out what the loader left, and puts a screen on it.
#include "kernel/cpu/cpu.h"
#include "kernel/cpu/layout.h"
#include "kernel/cpu/paging.h"
#include "kernel/dev/framebuffer.h"
#include "kernel/dev/screen.h"

static const char *problem = "none";

const char *framebuffer_problem(void)
{
    return problem;
}

static bool reachable(uint64_t from, uint64_t end)
{
    struct walk walk;

    for (; from < end; from += walk.size - from % walk.size)
        if (!paging_walk(cpu_read_cr3(), from, &walk))
            return false;
    return true;
}

static const char *wrong_place(paddr_t address, uint64_t size)
{
    paddr_t end = address + size;

    if (size > DIRECT_MAP_SIZE || address > DIRECT_MAP_SIZE - size
            || !reachable(DIRECT_MAP + address, DIRECT_MAP + end))
        return "out of reach";
    if (address < (uint64_t)kernel_end - KERNEL_BASE
            && end > (uint64_t)kernel_start - KERNEL_BASE)
        return "where the kernel is";
    return NULL;
}

static const char *bring_up(const struct boot_screen *s)
{
    static struct screen screen;
    struct canvas canvas;
    struct font font;
    const char *wrong = canvas_init(&canvas, s,
                                    paddr_to_ptr(s->address));

    if (!wrong)
        wrong = wrong_place(s->address, (uint64_t)s->pitch * s->height);
    if (!wrong && font_read(&font, font_start, font_end - font_start) < 0)
        wrong = "a damaged font";
    if (wrong)
        return wrong;
    screen_init(&screen, &canvas, &font);
    console_add(&screen.console);
    return NULL;
}

int framebuffer_init(const struct boot_screen *screen)
{
    if (screen->kind != SCREEN_PIXELS)
        return -ENODEV;
    problem = bring_up(screen);
    return problem ? -EINVAL : 0;
}
