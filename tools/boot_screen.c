/*
 * boot_screen.c: what the guest shows: its display as a picture, and the
 * VGA text buffer as text.
 *
 * In text mode QEMU draws a blinking cursor: it turns over at the first
 * drawing that comes 229 ms or more after the last turn, and is lit in the
 * very first one. So that equal screens make equal pictures, the first one
 * is taken when two drawings in a row are alike; later ones when only one
 * picture, or two taking turns, were seen for a while: then the brighter.
 */
#include "boot.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLINK 0.25              /* seconds: surely the other phase */
#define WATCHED (2 * BLINK)     /* surely both phases */
#define PAUSE 0.05              /* between two drawings */
#define STEADY 0.2              /* seconds: surely the same phase */
#define ROWS 25
#define COLUMNS 80
#define TEXT_BUFFER 0xb8000

struct picture {
    char *data;
    size_t len;
};

static void drop(struct picture *picture)
{
    free(picture->data);
    *picture = (struct picture){ 0 };
}

static void swap(struct picture *a, struct picture *b)
{
    struct picture other = *a;
    *a = *b;
    *b = other;
}

static bool same(const struct picture *a, const struct picture *b)
{
    return a->len == b->len && memcmp(a->data, b->data, a->len) == 0;
}

/* What QEMU wrote into the memory that it shares with us. */
static bool read_scratch(struct run *run, struct picture *picture)
{
    struct stat st;
    drop(picture);
    if (fstat(run->scratch_fd, &st) < 0)
        return false;
    picture->data = xmalloc((size_t)st.st_size + 1);
    ssize_t n = pread(run->scratch_fd, picture->data,
                      (size_t)st.st_size, 0);
    picture->len = n > 0 ? (size_t)n : 0;
    return n > 0;
}

static bool ask(struct run *run, const char *command, json_t *args,
                struct picture *picture)
{
    if (run->end != END_NONE) {
        json_decref(args);
        return false;
    }
    char *name = xprintf("/proc/self/fd/%d", run->scratch_fd);
    json_object_set_new(args, "filename", json_string(name));
    free(name);
    json_t *done = qmp_call(run, command, args);
    if (done == NULL && !run->child.gone)
        run_end(run, END_REFUSED, "QEMU refused %s: %s", command,
                run->qmp.error);
    json_decref(done);
    return done != NULL && read_scratch(run, picture);
}

static bool draw(struct run *run, const char *format, struct picture *to)
{
    return ask(run, "screendump", json_pack("{s:s}", "format", format), to);
}

static bool pass_time(struct run *run, double seconds)
{
    double until = now() + seconds;
    while (now() < until)
        if (!run_pump(run, LOOK_MS))
            return false;
    return true;
}

static bool brighter(const struct picture *a, const struct picture *b)
{
    unsigned long sum_a = 0, sum_b = 0;
    for (size_t i = 0; i < a->len && i < b->len; i++) {
        sum_a += (unsigned char)a->data[i];
        sum_b += (unsigned char)b->data[i];
    }
    return sum_a > sum_b;
}

/* What was seen of the screen: one picture, or two that take turns. */
struct watch {
    struct picture one, other;
    double since;               /* when the newer of them was first seen */
    double begun;
    bool back;                  /* one, other, and one again */
};

static void begin(struct watch *w, struct picture *seen)
{
    swap(&w->one, seen);
    drop(&w->other);
    w->begun = w->since = now();
    w->back = false;
}

/* Steals what was seen, if it is new. A third picture begins anew. */
static void observe(struct watch *w, struct picture *seen)
{
    if (w->one.data != NULL && same(seen, &w->one)) {
        w->back = w->other.data != NULL;
    } else if (w->one.data != NULL && w->other.data == NULL) {
        swap(&w->other, seen);
        w->since = now();
    } else if (w->one.data == NULL || !same(seen, &w->other)) {
        begin(w, seen);
    }
    if (w->other.data != NULL && !w->back && now() - w->since > WATCHED) {
        struct picture stayed = { 0 };
        swap(&stayed, &w->other);
        begin(w, &stayed);
        drop(&stayed);
    }
}

/* The screen, once it stands still but for the cursor, in w->one. */
static bool watch_screen(struct run *run, struct watch *w)
{
    struct picture seen = { 0 };
    bool first = !run->screen_taken, done = false;
    double begun = now();
    run->screen_taken = true;
    for (int n = 1; !done && draw(run, "ppm", &seen); n++) {
        observe(w, &seen);
        if (first && n == 2 && w->other.data == NULL &&
            w->begun - begun < STEADY && now() - begun < STEADY)
            done = true;
        else if (now() - w->begun > WATCHED)
            done = w->other.data == NULL || w->back;
        if (!done && !pass_time(run, n == 1 ? 0.01 : PAUSE))
            break;
    }
    drop(&seen);
    if (done && w->other.data != NULL && brighter(&w->other, &w->one))
        swap(&w->one, &w->other);
    return done;
}

static bool freeze(struct run *run, bool stop)
{
    json_t *done = qmp_call(run, stop ? "stop" : "cont", NULL);
    json_decref(done);
    return done != NULL;
}

/* QEMU's PNG of the picture we have. With the machine stopped its time
   stands still, so two drawings show the cursor in the same phase. */
static bool as_png(struct run *run, const struct picture *lit,
                   struct picture *png)
{
    struct picture before = { 0 };
    bool done = false;
    while (!done && freeze(run, true) && draw(run, "ppm", &before)) {
        done = same(lit, &before) && draw(run, "png", png);
        if (!freeze(run, false) || (!done && !pass_time(run, BLINK)))
            break;
    }
    drop(&before);
    return done;
}

static bool write_file(struct run *run, const char *file, const char *data,
                       size_t len)
{
    FILE *out = fopen(file, "w");
    bool done = out != NULL && fwrite(data, 1, len, out) == len;
    if (out != NULL && fclose(out) != 0)
        done = false;
    if (!done)
        run_end(run, END_REFUSED, "%s: cannot be written: %s; name a file "
                "in a directory that exists", file, strerror(errno));
    return done;
}

bool screen_capture(struct run *run, const char *file)
{
    struct watch w = { .back = false };
    struct picture png = { 0 };
    bool as_ppm = ends_with(file, ".ppm");
    bool done = watch_screen(run, &w) &&
                (as_ppm || as_png(run, &w.one, &png));
    if (done && as_ppm)
        done = write_file(run, file, w.one.data, w.one.len);
    else if (done)
        done = write_file(run, file, png.data, png.len);
    drop(&w.one);
    drop(&w.other);
    drop(&png);
    return done;
}

/* Code page 437, the characters of a PC's ROM, as UTF-8. */
static const char *const low_characters =
    " ☺☻♥♦♣♠•◘○◙♂♀♪♫☼►◄↕‼¶§▬↨↑↓→←∟↔▲▼";
static const char *const high_characters = "⌂"
    "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»"
    "░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀"
    "αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■ ";

static void put_character(FILE *out, unsigned char c)
{
    if (c >= 0x20 && c < 0x7f) {
        fputc(c, out);
        return;
    }
    const char *at = c < 0x20 ? low_characters : high_characters;
    for (unsigned skip = c < 0x20 ? c : c - 0x7fu; skip > 0; skip--)
        do
            at++;
        while ((*at & 0xc0) == 0x80);
    do
        fputc(*at++, out);
    while ((*at & 0xc0) == 0x80);
}

static void put_text(FILE *out, const unsigned char *cells)
{
    for (size_t row = 0; row < ROWS; row++, cells += 2 * COLUMNS) {
        size_t end = COLUMNS;
        while (end > 0 && (cells[2 * end - 2] == ' ' ||
                           cells[2 * end - 2] == 0 ||
                           cells[2 * end - 2] == 0xff))
            end--;
        for (size_t i = 0; i < end; i++)
            put_character(out, cells[2 * i]);
        fputc('\n', out);
    }
}

static void put_attributes(FILE *out, const unsigned char *cells)
{
    for (size_t i = 0; i < ROWS * COLUMNS; i++)
        fprintf(out, "%02x%c", cells[2 * i + 1],
                i % COLUMNS == COLUMNS - 1 ? '\n' : ' ');
}

typedef void put_cells(FILE *out, const unsigned char *cells);

/* One view of the cells as a string, the caller's to free. */
static char *render(const struct picture *cells, put_cells *put, size_t *len)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, len ? len : &size);
    if (out == NULL)
        die("boot: out of memory");
    put(out, (const unsigned char *)cells->data);
    fclose(out);
    return text;
}

static bool save_cells(struct run *run, const char *file,
                       const struct picture *cells, put_cells *put)
{
    size_t len;
    char *text = render(cells, put, &len);
    bool done = write_file(run, file, text, len);
    free(text);
    return done;
}

/* 80 columns of 9 (or 8) dots, 25 rows of 16. */
static bool in_text_mode(struct run *run)
{
    struct picture picture = { 0 };
    unsigned width = 0, height = 0;
    run->screen_taken = true;
    bool drawn = draw(run, "ppm", &picture);
    if (drawn)
        sscanf(picture.data, "P6 %u %u", &width, &height);
    drop(&picture);
    if (drawn && ((width != 720 && width != 640) || height != 400))
        run_end(run, END_STEP, "the display is not in 80x25 text mode, it "
                "shows %ux%u dots; capture it with screen", width, height);
    return run->end == END_NONE;
}

static bool read_cells(struct run *run, struct picture *cells)
{
    return ask(run, "pmemsave",
               json_pack("{s:i, s:i}", "val", TEXT_BUFFER,
                         "size", 2 * ROWS * COLUMNS), cells) &&
           cells->len == 2 * ROWS * COLUMNS;
}

bool screen_shows(struct run *run, const char *text)
{
    struct picture cells = { 0 };
    bool shown = false;
    if (read_cells(run, &cells)) {
        char *screen = render(&cells, put_text, NULL);
        shown = strstr(screen, text) != NULL;
        free(screen);
    }
    drop(&cells);
    return shown;
}

bool screen_text(struct run *run, const char *file)
{
    struct picture cells = { 0 }, again = { 0 };
    bool still = false;
    if (!in_text_mode(run) || !read_cells(run, &cells))
        return false;
    while (!still && pass_time(run, 0.01) && read_cells(run, &again)) {
        still = same(&cells, &again);
        swap(&cells, &again);
    }
    char *attributes = xprintf("%s.attr", file);
    bool done = still && save_cells(run, file, &cells, put_text) &&
                save_cells(run, attributes, &cells, put_attributes);
    free(attributes);
    drop(&cells);
    drop(&again);
    return done;
}
