/*
 * display.cc - the display, kept in memory for the page to show
 *
 * Takes the place of Bochs's gui/nogui.cc, after whose outline and that of
 * gui/sdl2.cc it is made; license as Bochs, the GNU Lesser General Public
 * License, version 2 or later.
 *
 * The picture is an array of pixels as a canvas wants them. In a text mode
 * the characters are kept as well, for readers who do not see.
 */
#define BX_PLUGGABLE
#include "bochs.h"
#include "plugin.h"
#include "param_names.h"
#include "keymap.h"
#include "gui.h"
#include "iodev.h"
#include "font/vga.bitmap.h"
#include <emscripten.h>

#define EXPORT extern "C" EMSCRIPTEN_KEEPALIVE

class bx_nogui_gui_c : public bx_gui_c {
public:
    bx_nogui_gui_c(void) {}
    DECLARE_GUI_VIRTUAL_METHODS()
    DECLARE_GUI_NEW_VIRTUAL_METHODS()
    virtual void draw_char(Bit8u ch, Bit8u fc, Bit8u bc, Bit16u xc,
                           Bit16u yc, Bit8u fw, Bit8u fh, Bit8u fx,
                           Bit8u fy,
                           bool gfxcharw9, Bit8u cs, Bit8u ce, bool curs,
                           bool font2);
    virtual void get_capabilities(Bit16u *xres, Bit16u *yres, Bit16u *bpp)
    {
        *xres = 2560;
        *yres = 1600;
        *bpp = 32;
    }
};
static bx_nogui_gui_c *theGui = NULL;
IMPLEMENT_GUI_PLUGIN_CODE(nogui)
#define LOG_THIS theGui->

static const Bit32u OPAQUE = 0xff000000u;
static Bit32u *picture;
static unsigned width, height;
static bool text_mode;
static unsigned from, to;       /* rows that have changed: none if not < */
static Bit32u shades[256];

/* Character and attribute, a row after the other. */
static Bit8u cells[0x8000];
static unsigned columns, rows;

EXPORT void *live_picture(void) { return picture; }
EXPORT int live_width(void) { return width; }
EXPORT int live_height(void) { return height; }
EXPORT void *live_text(void) { return cells; }
EXPORT int live_columns(void) { return text_mode ? columns : 0; }
EXPORT int live_rows(void) { return text_mode ? rows : 0; }

static void touch(unsigned y, unsigned h)
{
    if (from >= to) {
        from = y;
        to = y + h;
        return;
    }
    if (y < from)
        from = y;
    if (y + h > to)
        to = y + h;
}

/* The rows that have changed since the last time: first << 16 | behind. */
EXPORT int live_changed(void)
{
    unsigned end = to < height ? to : height;
    int rows = from < end ? (int)(from << 16 | end) : 0;
    from = to = 0;
    return rows;
}

void bx_nogui_gui_c::specific_init(int argc, char **argv,
                                   unsigned headerbar)
{
    UNUSED(argc);
    UNUSED(argv);
    UNUSED(headerbar);
    put("LIVE");
    for (int i = 0; i < 256; i++) {
        shades[i] = OPAQUE;
        for (int j = 0; j < 16; j++)
            vga_charmap[0][i * 32 + j] = vga_charmap[1][i * 32 + j] =
                reverse_bitorder(bx_vgafont[i].data[j]);
    }
    new_gfx_api = 1;
    new_text_api = 1;
    dimension_update(720, 400, 16, 9, 8);
}

void bx_nogui_gui_c::clear_screen(void)
{
    memset(cells, 0, sizeof cells);
    for (unsigned i = 0; i < width * height; i++)
        picture[i] = OPAQUE;
    touch(0, height);
}

void bx_nogui_gui_c::dimension_update(unsigned x, unsigned y,
                                      unsigned fheight, unsigned fwidth,
                                      unsigned bpp)
{
    guest_textmode = text_mode = fheight > 0;
    guest_fwidth = fwidth;
    guest_fheight = fheight;
    guest_xres = x;
    guest_yres = y;
    guest_bpp = bpp;
    if (x != width || y != height) {
        free(picture);
        picture = (Bit32u *)malloc(x * y * sizeof *picture + 64);
        width = x;
        height = y;
        clear_screen();
    }
    host_xres = x;
    host_yres = y;
    host_bpp = 32;
    columns = text_mode && fwidth ? x / fwidth : 0;
    rows = text_mode ? y / fheight : 0;
    if (columns * rows * 2 > sizeof cells)
        columns = rows = 0;
}

bool bx_nogui_gui_c::palette_change(Bit8u index, Bit8u red, Bit8u green,
                                    Bit8u blue)
{
    shades[index] = OPAQUE | blue << 16 | green << 8 | red;
    return true;
}

/* --- Text ---------------------------------------------------------- */

static void note(Bit8u character, Bit8u attribute, unsigned x, unsigned y)
{
    if (x < columns && y < rows) {
        cells[(y * columns + x) * 2] = character;
        cells[(y * columns + x) * 2 + 1] = attribute;
    }
}

void bx_nogui_gui_c::draw_char(Bit8u ch, Bit8u fc, Bit8u bc, Bit16u xc,
                               Bit16u yc, Bit8u fw, Bit8u fh, Bit8u fx,
                               Bit8u fy, bool gfxcharw9, Bit8u cs, Bit8u ce,
                               bool curs, bool font2)
{
    Bit32u *at = picture + yc * width + xc;
    bool wide = guest_fwidth > 9;
    Bit8u *glyph = &vga_charmap[font2 ? 1 : 0][(ch << 5) + fy];
    if (xc + fw > (int)width || yc + fh > (int)height)
        return;
    note(ch, fc | bc << 4, xc / (guest_fwidth ? guest_fwidth : 8),
         yc / (guest_fheight ? guest_fheight : 16));
    for (unsigned y = yc; fh > 0; fh--, fy++, y++, at += width - fw) {
        Bit16u row = *glyph++;
        row = gfxcharw9 ? (row << 1) | (row & 1) : row << 1;
        row <<= fx;
        Bit16u mask = curs && fy >= cs && fy <= ce ? 0x100 : 0;
        for (Bit8u n = fw; n > 0; n--) {
            Bit32u shade = shades[(row & 0x100) == mask ? bc : fc];
            if (*at != shade) {
                *at = shade;
                touch(y, 1);
            }
            at++;
            if (!wide || (n & 1) == 0)
                row <<= 1;
        }
    }
}

/* --- Graphics ------------------------------------------------------- */

static Bit32u pixel(const Bit8u *tile, unsigned at, unsigned bpp)
{
    const Bit16u *words = (const Bit16u *)tile;
    switch (bpp) {
    case 8:
        return shades[tile[at]];
    case 15:
        return (words[at] & 0x7c00) >> 7 | (words[at] & 0x3e0) << 6 |
               (words[at] & 0x1f) << 19;
    case 16:
        return (words[at] & 0xf800) >> 8 | (words[at] & 0x7e0) << 5 |
               (words[at] & 0x1f) << 19;
    case 24:
        tile += at * 3;
        return tile[2] | tile[1] << 8 | tile[0] << 16;
    default:
        tile += at * 4;
        return tile[2] | tile[1] << 8 | tile[0] << 16;
    }
}

void bx_nogui_gui_c::graphics_tile_update(Bit8u *tile, unsigned x0,
                                          unsigned y0)
{
    if (x0 >= width || y0 >= height)
        return;
    unsigned w = x0 + x_tilesize > width ? width - x0 : x_tilesize;
    unsigned h = y0 + y_tilesize > height ? height - y0 : y_tilesize;
    for (unsigned y = 0; y < h; y++)
        for (unsigned x = 0; x < w; x++)
            picture[(y0 + y) * width + x0 + x] = OPAQUE |
                pixel(tile, y * x_tilesize + x, guest_bpp);
    touch(y0, h);
}

bx_svga_tileinfo_t *bx_nogui_gui_c::graphics_tile_info(
    bx_svga_tileinfo_t *info)
{
    info->bpp = 32;
    info->pitch = width * 4;
    info->red_shift = 8;
    info->green_shift = 16;
    info->blue_shift = 24;
    info->red_mask = 0xff;
    info->green_mask = 0xff00;
    info->blue_mask = 0xff0000;
    info->is_indexed = 0;
    info->is_little_endian = 1;
    return info;
}

Bit8u *bx_nogui_gui_c::graphics_tile_get(unsigned x0, unsigned y0,
                                         unsigned *w, unsigned *h)
{
    *w = x0 + x_tilesize > width ? width - x0 : x_tilesize;
    *h = y0 + y_tilesize > height ? height - y0 : y_tilesize;
    return (Bit8u *)(picture + y0 * width + x0);
}

/* The adapter leaves alpha 0. */
void bx_nogui_gui_c::graphics_tile_update_in_place(unsigned x0, unsigned y0,
                                                   unsigned w, unsigned h)
{
    for (unsigned y = y0; y < y0 + h && y < height; y++)
        for (unsigned x = x0; x < x0 + w && x < width; x++)
            picture[y * width + x] |= OPAQUE;
    touch(y0, h);
}

/* --- What the page has no use for ------------------------------------- */

void bx_nogui_gui_c::handle_events(void) {}
void bx_nogui_gui_c::flush(void) {}
void bx_nogui_gui_c::exit(void) {}
void bx_nogui_gui_c::show_headerbar(void) {}

void bx_nogui_gui_c::mouse_enabled_changed_specific(bool val)
{
    UNUSED(val);
}

int bx_nogui_gui_c::get_clipboard_text(Bit8u **bytes, Bit32s *nbytes)
{
    UNUSED(bytes);
    UNUSED(nbytes);
    return 0;
}

int bx_nogui_gui_c::set_clipboard_text(char *snapshot, Bit32u len)
{
    UNUSED(snapshot);
    UNUSED(len);
    return 0;
}

unsigned bx_nogui_gui_c::create_bitmap(const unsigned char *bitmap,
                                       unsigned x, unsigned y)
{
    UNUSED(bitmap);
    UNUSED(x);
    UNUSED(y);
    return 0;
}

unsigned bx_nogui_gui_c::headerbar_bitmap(unsigned id, unsigned alignment,
                                          void (*f)(void))
{
    UNUSED(id);
    UNUSED(alignment);
    UNUSED(f);
    return 0;
}

void bx_nogui_gui_c::replace_bitmap(unsigned at, unsigned id)
{
    UNUSED(at);
    UNUSED(id);
}

/* The characters come one by one, through draw_char(). */
void bx_nogui_gui_c::text_update(Bit8u *old_text, Bit8u *new_text,
                                 unsigned long cursor_x,
                                 unsigned long cursor_y,
                                 bx_vga_tminfo_t *tm)
{
    UNUSED(old_text);
    UNUSED(new_text);
    UNUSED(cursor_x);
    UNUSED(cursor_y);
    UNUSED(tm);
}
