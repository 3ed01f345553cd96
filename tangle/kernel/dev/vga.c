// vga.c: the text screen as a console: cells, colors, scrolling, cursor.
#include "kernel/cpu/layout.h"
#include "kernel/cpu/port.h"
#include "kernel/dev/vga.h"
#include "kernel/lib/console.h"

enum color {
    BLACK, BLUE, GREEN, CYAN, RED, MAGENTA, BROWN, LIGHT_GRAY,
    DARK_GRAY, LIGHT_BLUE, LIGHT_GREEN, LIGHT_CYAN, LIGHT_RED,
    LIGHT_MAGENTA, YELLOW, WHITE,
};

#define ATTRIBUTE(text, ground) ((uint16_t)((ground) << 12 | (text) << 8))

struct vga {
    struct console console;     // first, so that the console is the vga
    volatile uint16_t *cells;   // row by row; character | attribute << 8
    unsigned columns, rows;
    unsigned column, row;       // where the next character goes
    uint16_t attribute;         // already in the upper byte
};

enum {
    CRTC_INDEX = 0x3d4, CRTC_DATA = 0x3d5,
    CURSOR_START = 0x0a, CURSOR_END = 0x0b,     // its scan lines
    CURSOR_HIGH = 0x0e, CURSOR_LOW = 0x0f,      // its cell
};

static void crtc_write(uint8_t index, uint8_t value)
{
    port_write8(CRTC_INDEX, index);
    port_write8(CRTC_DATA, value);
}

static void place_cursor(struct vga *vga)
{
    unsigned cell = vga->row * vga->columns + vga->column;

    crtc_write(CURSOR_HIGH, cell >> 8);
    crtc_write(CURSOR_LOW, cell & 0xff);
}

static void clear(struct vga *vga, unsigned from, unsigned to)
{
    while (from < to)
        vga->cells[from++] = ATTRIBUTE(LIGHT_GRAY, BLACK) | ' ';
}

static void scroll(struct vga *vga)
{
    unsigned last = (vga->rows - 1) * vga->columns;

    for (unsigned i = 0; i < last; i++)
        vga->cells[i] = vga->cells[i + vga->columns];
    clear(vga, last, last + vga->columns);
}

static void new_line(struct vga *vga)
{
    vga->column = 0;
    if (vga->row + 1 < vga->rows)
        vga->row++;
    else
        scroll(vga);
}

static void step_back(struct vga *vga)
{
    if (vga->column > 0) {
        vga->column--;
    } else if (vga->row > 0) {
        vga->row--;
        vga->column = vga->columns - 1;
    }
}

static void show(struct vga *vga, char c)
{
    if (c == '\n') {
        new_line(vga);
        return;
    }
    if (c == '\b') {
        step_back(vga);
        return;
    }
    if (vga->column == vga->columns)
        new_line(vga);
    vga->cells[vga->row * vga->columns + vga->column++] =
        vga->attribute | (uint8_t)c;
}

static void vga_write(struct console *console, const char *text,
                      size_t length)
{
    struct vga *vga = (struct vga *)console;

    while (length--)
        show(vga, *text++);
    place_cursor(vga);
}

static void vga_set_style(struct console *console,
                          enum console_style style)
{
    static const uint16_t attributes[] = {
        [STYLE_NORMAL] = ATTRIBUTE(LIGHT_GRAY, BLACK),
        [STYLE_BRIGHT] = ATTRIBUTE(WHITE, BLACK),
        [STYLE_ALARM] = ATTRIBUTE(WHITE, RED),
    };

    ((struct vga *)console)->attribute = attributes[style];
}

static struct vga vga = {
    .console = {
        .name = "VGA text", .write = vga_write,
        .set_style = vga_set_style,
    },
};

int vga_init(const struct boot_screen *screen)
{
    if (screen->kind != SCREEN_TEXT)
        return -ENODEV;
    vga.cells = paddr_to_ptr(screen->address);
    vga.columns = screen->width;
    vga.rows = screen->height;
    vga_set_style(&vga.console, STYLE_NORMAL);
    clear(&vga, 0, vga.columns * vga.rows);
    crtc_write(CURSOR_START, 13);           // shown, scan lines 13
    crtc_write(CURSOR_END, 14);             // and 14 of the cell
    place_cursor(&vga);
    console_add(&vga.console);
    return 0;
}
