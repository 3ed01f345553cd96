/*
 * fig.h - what the parts of fig share: the source, text, the drawing
 *
 * Lengths are in the figure's units: 592 of them are the text column, which
 * is 592 px on a screen and 118 mm on paper. x grows to the right, y down.
 * Memory is never given back: the tool draws one figure and exits.
 */
#ifndef FIG_H
#define FIG_H

#include <stdbool.h>

#include "util.h"

#define COLUMN 592.0    /* the text column */
#define WIDE 784.0      /* with the margin: 156 mm */

/* --- The source (fig_read.c) ------------------------------------------ */

struct entry {
    int no;             /* in the file, from 1 */
    bool indented;
    char *text;         /* without indentation and style */
    char *style;        /* what stood in { } at the end, or "" */
};

struct figure {
    const char *path, *dir;     /* the source, and where data lies */
    const char *name;           /* from the path: prefix of all ids */
    char *kind, *options;       /* first line: first word, the rest */
    int kind_line;
    char *alt;
    bool wide;
    struct entry *lines;
    int nlines;
};

enum dress { SCREEN, PRINT, BLACK };    /* BLACK: print without accent */

extern struct figure fig;
extern enum dress dress;

void fail(int line, const char *format, ...)
    __attribute__((noreturn, format(printf, 2, 3)));
void wrong(int line, const char *format, ...)   /* and goes on */
    __attribute__((format(printf, 2, 3)));

void read_figure(const char *path, const char *dir);
char *trim(char *s);                    /* cuts blanks, in place */
char *take_word(char **rest);           /* NULL: nothing left */
char *find_plain(char *s, const char *what);    /* not in backquotes */
bool is_name(const char *s);
char *take_name(char **rest);           /* `name: `, or NULL */
long take_number(const char *s, int line);

char *cut_style(char *s, int line);     /* what stands in { } at its end */
bool style_has(const struct entry *l, const char *word);
double style_number(const struct entry *l, double otherwise);
void style_only(const struct entry *l, const char *allowed);
unsigned style_look(const struct entry *l);

/* --- Text (fig_text.c) ------------------------------------------------ */

enum size { NORMAL, SMALL };

struct block {          /* text broken into lines */
    int n;
    char **line;        /* runs: face byte, characters, face byte … */
    double width;
    enum size size;
};

enum { FACE_WORD = 1, FACE_SLANTED, FACE_CODE };

double em(enum size size, int face);
double leading(enum size size);
double run_width(const char *runs, enum size size);
struct block set_text(const char *text, enum size size, double width,
                      int line);
double block_height(const struct block *b);
unsigned next_char(const char **s);     /* UTF-8; 0 at the end */

/* --- Drawing (fig_draw.c) --------------------------------------------- */

enum {
    ACCENT = 1, SOFT = 2, DASH = 4, HAIR = 8,
    HATCH = 16, DOTS = 32, LINES = 64, WASH = 128,  /* fills */
    HEAD = 256, TAIL = 512,     /* arrowheads at the end, at the start */
    KNOCK = 1024,               /* text on a piece of paper */
    ROUND = 2048, SECOND = 4096, /* SECOND: indigo */
    FINE = 8192,                /* text in the smaller size */
    UNDER = 16384,              /* a line among the fills, below others */
    DOTTED = 32768, GRID = 65536,
    STRICT = 131072             /* text on paper that may hide no line */
};
#define FILLS (HATCH | DOTS | LINES | WASH)

enum anchor { LEFT, MIDDLE, RIGHT };

struct point {
    double x, y;
};

struct place {          /* where text goes */
    double x, y;        /* y: top of its first line */
    enum anchor anchor;
    unsigned look;
    int line;
};

void draw_fill(double x, double y, double w, double h, unsigned look);
void draw_rect(double x, double y, double w, double h, unsigned look);
void draw_path(const struct point *p, int n, unsigned look);
void draw_line(double x0, double y0, double x1, double y1, unsigned look);
void draw_curve(unsigned look, const char *d);
void draw_brace(double x, double y0, double y1, int side, unsigned look);
void draw_zigzag(double x, double y, double w, unsigned look);
void draw_dot(double x, double y, int shape, unsigned look);
void draw_block(const struct block *b, struct place at);
void draw_text(const char *text, enum size size, struct place at);
bool fit_label(const char *text, double w, double h, struct place at,
               struct block *b);
bool draw_label(const char *text, double x, double y, double w, double h,
                struct place at);
void reserve(double x0, double y0, double x1, double y1);
double snap(double v);
const char *coordinate(double v);
char *finish(void);     /* checks, and the whole SVG */

/* --- The SVG around it (fig_svg.c) ------------------------------------ */

enum layer { FILLS_LAYER, LINES_LAYER, TEXT_LAYER };

struct drawing {
    double x0, y0, x1, y1;
    const char *layer[3];
    unsigned fills;     /* which patterns it uses */
};

unsigned fill_bit(unsigned look);
const char *fill_id(unsigned look);
void svg_runs(FILE *out, const char *runs);
char *svg_document(const struct drawing *d);

/* --- Checks (fig_check.c) --------------------------------------------- */

void check_text(double x0, double y0, double x1, double y1, bool knock,
                const char *runs, int line);
void check_segment(double x0, double y0, double x1, double y1);
void check_box(double x0, double y0, double x1, double y1, int line);
void check_arrow(const struct point *p, int n, int line);
void check_all(void);

/* --- Kinds ------------------------------------------------------------ */

void draw_bits(void);
void draw_memory(void);
void draw_stack(void);
void draw_walk(void);
void draw_flow(void);
void draw_timeline(void);
void draw_plot(void);

#endif
