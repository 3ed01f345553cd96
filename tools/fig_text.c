/*
 * fig_text.c - text of figures: faces, widths, lines
 *
 * Words are set in Vollkorn, `code` in Inconsolata, *emphasis* slanted; a
 * slash between blanks breaks the line; a backslash before * or ` or \
 * takes its meaning away. Widths come from fig_width.h, so the tool
 * knows what fits before any browser sees it. A line of a block is a string
 * of runs, each of which begins with the byte of its face.
 */
#include <stdlib.h>
#include <string.h>

#include "fig.h"
#include "fig_width.h"

struct atom {           /* what no line break may divide */
    char *runs;
    bool breaks;        /* a line break, in place of runs */
};

static ARRAY(struct atom) atoms;

unsigned next_char(const char **s)
{
    const unsigned char *p = (const unsigned char *)*s;
    int n = *p < 0x80 ? 0 : *p < 0xc2 ? -1 : *p < 0xe0 ? 1
        : *p < 0xf0 ? 2 : *p < 0xf5 ? 3 : -1;
    unsigned c = n > 0 ? *p & (0x3f >> n) : *p;

    if (!*p)
        return 0;
    for (int k = 1; k <= n; k++) {
        if ((p[k] & 0xc0) != 0x80)
            n = -1;
        c = c << 6 | (p[k] & 0x3f);
    }
    *s += n > 0 ? n + 1 : 1;
    return n < 0 ? 0xfffd : c;
}

double em(enum size size, int face)
{
    if (size == SMALL)
        return face == FACE_CODE ? 12.5 : 13;
    return face == FACE_CODE ? 14.5 : 15;
}

double leading(enum size size)
{
    return size == SMALL ? 15.5 : 18;
}

/* The advance in 1/1000 em; 0 for a character that the face lacks. */
static int advance(unsigned c, int face)
{
    size_t low = 0, high = sizeof(glyphs) / sizeof(glyphs[0]);

    while (low < high) {
        size_t middle = (low + high) / 2;
        const struct glyph *g = &glyphs[middle];

        if (g->code == c)
            return face == FACE_CODE ? g->mono * 500
                : face == FACE_SLANTED ? g->slanted : g->word;
        if (g->code < c)
            low = middle + 1;
        else
            high = middle;
    }
    return 0;
}

double run_width(const char *runs, enum size size)
{
    double width = 0;
    int face = FACE_WORD;
    unsigned c;

    while ((c = next_char(&runs))) {
        if (c <= FACE_CODE)
            face = c;
        else
            width += em(size, face) * advance(c, face) / 1000;
    }
    return width;
}

static void append(char **runs, const char *s, size_t n)
{
    *runs = xprintf("%s%.*s", *runs ? *runs : "", (int)n, s);
}

/* Take one character, and refuse it if its face does not have it. */
static void append_char(char **runs, const char **s, int face, int line)
{
    const char *from = *s;
    unsigned c = next_char(s);

    if (!advance(c, face))
        fail(line, "%s has no '%.*s'; write it %s",
             face == FACE_CODE ? "Inconsolata" : "Vollkorn",
             (int)(*s - from), from,
             face == FACE_CODE ? "outside the backquotes"
             : "differently, or in backquotes");
    append(runs, from, *s - from);
}

/* At a backquote or an asterisk: which face comes next? Else 0. */
static int turn(const char *s, int face)
{
    if (*s == '`')
        return face == FACE_CODE ? FACE_WORD : FACE_CODE;
    if (*s != '*' || face == FACE_CODE)
        return 0;
    if (face == FACE_WORD && (s[1] == ' ' || !s[1]))
        return 0;
    return face == FACE_WORD ? FACE_SLANTED : FACE_WORD;
}

/* One atom from *s on; blanks divide atoms, but not within code. */
static void take_atom(const char **s, int *face, int line)
{
    struct atom *a = GROW(atoms);
    char mark[2] = { *face };

    if (**s == '/' && (*s)[1] == ' ' && *face != FACE_CODE) {
        a->breaks = true;
        ++*s;
        return;
    }
    append(&a->runs, mark, 1);
    while (**s && (**s != ' ' || *face == FACE_CODE)) {
        int other = turn(*s, *face);

        if (other) {
            mark[0] = *face = other;
            append(&a->runs, mark, 1);
            ++*s;
            continue;
        }
        if (**s == '\\' && *face != FACE_CODE && strchr("*`\\", (*s)[1]))
            ++*s;
        append_char(&a->runs, s, *face, line);
    }
}

static void take_atoms(const char *text, int line)
{
    const char *s = text;
    int face = FACE_WORD;

    atoms.n = 0;
    for (;;) {
        s += strspn(s, " ");
        if (!*s)
            break;
        take_atom(&s, &face, line);
    }
    if (face != FACE_WORD)
        fail(line, "%s is not closed in '%s'; close it",
             face == FACE_CODE ? "a backquote" : "an asterisk", text);
}

static int last_face(const char *runs)
{
    int face = FACE_WORD;

    for (; *runs; runs++)
        if (*runs <= FACE_CODE && *runs > 0)
            face = *runs;
    return face;
}

/*
 * `line`, a blank, `next`. A blank between two faces is upright: librsvg
 * drops a blank that ends a tspan.
 */
static char *joined(const char *line, const char *next)
{
    int face = line ? last_face(line) : 0;

    if (!line)
        return xstrdup(next);
    if (face == *next && face != FACE_CODE)
        return xprintf("%s %s", line, next + 1);
    if (face == FACE_WORD)
        return xprintf("%s %s", line, next);
    return xprintf("%s%c %s", line, FACE_WORD, next + (*next == FACE_WORD));
}

static void end_line(struct block *b, char **line)
{
    if (!*line)
        return;
    b->line = realloc(b->line, (b->n + 1) * sizeof(*b->line));
    if (!b->line)
        die("out of memory");
    b->line[b->n++] = *line;
    if (run_width(*line, b->size) > b->width)
        b->width = run_width(*line, b->size);
    *line = NULL;
}

static struct block break_lines(enum size size, double width)
{
    struct block b = { .size = size };
    char *line = NULL, *longer;

    for (size_t k = 0; k < atoms.n; k++) {
        if (atoms.at[k].breaks) {
            end_line(&b, &line);
            continue;
        }
        longer = joined(line, atoms.at[k].runs);
        if (width > 0 && run_width(longer, size) > width && line) {
            end_line(&b, &line);
            longer = xstrdup(atoms.at[k].runs);
        }
        line = longer;
    }
    end_line(&b, &line);
    return b;
}

/*
 * Break into lines of at most `width` (0: as long as they are), and then
 * make the lines as even as they can be. A single word that is too long
 * stays so: the caller looks at the block's width.
 */
struct block set_text(const char *text, enum size size, double width,
                      int line)
{
    struct block best, tried;

    take_atoms(text, line);
    best = break_lines(size, width);
    while (width > 0 && best.n > 1) {
        tried = break_lines(size, best.width - 1);
        if (tried.n > best.n || tried.width >= best.width)
            break;
        best = tried;
    }
    return best;
}

double block_height(const struct block *b)
{
    return b->n * leading(b->size);
}
