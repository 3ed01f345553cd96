/*
 * fig_svg.c - the SVG around a drawing: frame, styles, patterns
 *
 * On the page a figure takes its colors from the style sheet's variables
 * (with the light theme's values where there is none), so that one text
 * serves light and dark. In print the same rules name greys and the one
 * accent. The rules hold for classes below .f-fig, so that they neither
 * touch the page nor lose to its rules for svg; ids begin with the figure's
 * name. The frame has its natural size, and leaves class and style to the
 * page, which may shrink it.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "fig.h"

/* For each color: the page's, print's, and that of print in black only. */
static const struct {
    const char *name, *value[3];
} colors[] = {
    { "page", { "var(--ink,#1d1a17)", "#000", "#000" } },
    { "ink", { "currentColor", "#000", "#000" } },
    { "soft", { "var(--soft,#665f56)", "#4d4d4d", "#4d4d4d" } },
    { "hair", { "var(--hair,#d9d3c8)", "#bdbdbd", "#bdbdbd" } },
    { "wash", { "var(--wash,#f6f3ed)", "#ededed", "#ededed" } },
    { "madder", { "var(--madder,#9c2b1e)", "#9c2b1e", "#000" } },
    { "indigo", { "var(--indigo,#31507f)", "#4d4d4d", "#4d4d4d" } },
    { "paper", { "var(--paper,#fffefc)", "#fff", "#fff" } },
    { "heavy", { "", "", ";font-weight:600;letter-spacing:-.02em" } },
    { "serif", { "var(--serif,Vollkorn,Georgia,serif)", "Vollkorn",
                 "Vollkorn" } },
    { "mono", { "var(--mono,Inconsolata,Consolas,monospace)",
                "Inconsolata", "Inconsolata" } },
};

/* $name stands for a color or a typeface of the dress. */
static const char *const rules[] = {
    ".f-fig{color:$page}",
    ".f-fig .f-text,.f-fig .f-small{fill:$ink;font-family:$serif;font-size:"
    "15px}",
    ".f-fig .f-small{font-size:13px}",
    ".f-fig .f-slant{font-style:italic}",
    ".f-fig .f-code{font-family:$mono;font-size:14.5px}",
    ".f-fig .f-small .f-code{font-size:12.5px}",
    ".f-fig .f-soft{fill:$soft}",
    ".f-fig .f-accent{fill:$madder$heavy}",
    ".f-fig .f-knock{fill:$paper}",
    ".f-fig .f-wash{fill:$wash}",
    ".f-fig .f-line,.f-fig .f-hair,.f-fig .f-main,.f-fig .f-fine,.f-fig "
    ".f-second"
    "{fill:none;stroke:$ink;stroke-width:1}",
    ".f-fig .f-hair{stroke:$soft;stroke-width:.75}",
    ".f-fig .f-main{stroke:$madder;stroke-width:1.75}",
    ".f-fig .f-grid{fill:none;stroke:$hair;stroke-width:.75}",
    ".f-fig .f-fine{stroke:$madder}",
    ".f-fig .f-second{stroke:$indigo}",
    ".f-fig .f-dash{stroke-dasharray:4 3}",
    ".f-fig .f-dotted{stroke-dasharray:1.5 3}",
    ".f-fig .f-dash-dot{stroke-dasharray:8 3 1.5 3}",
    ".f-fig .f-head{fill:$ink}",
    ".f-fig .f-head-main{fill:$madder}",
    ".f-fig .f-dot{fill:$ink;stroke:$ink;stroke-width:1}",
    ".f-fig .f-dot-main{fill:$madder;stroke:$madder}",
    ".f-fig .f-dot-second{fill:$indigo;stroke:$indigo}",
    ".f-fig .f-dot-open{fill:$paper}",
};

static const struct {
    unsigned look;
    const char *id, *body;
} patterns[] = {
    { HATCH, "hatch", "width=\"7\" height=\"7\" patternTransform=\""
      "rotate(45)\"><path d=\"M0 0v7\" style=\"stroke:$soft;"
      "stroke-width:.8\"/>" },
    { HATCH | ACCENT, "hatch-main", "width=\"7\" height=\"7\""
      " patternTransform=\"rotate(45)\"><path d=\"M0 0v7\" style=\"stroke:"
      "$madder;stroke-width:1\"/>" },
    { DOTS, "dots", "width=\"6\" height=\"6\"><path d=\"M1.5 1.5h.01M4.5 "
      "4.5h.01\" style=\"stroke:$indigo;stroke-width:1.5;"
      "stroke-linecap:round\"/>" },
    { DOTS | ACCENT, "dots-main", "width=\"6\" height=\"6\"><path d=\"M1.5 "
      "1.5h.01M4.5 4.5h.01\" style=\"stroke:$madder;stroke-width:1.5;"
      "stroke-linecap:round\"/>" },
    { LINES, "lines", "width=\"8\" height=\"5\"><path d=\"M0 2.5h8\" style="
      "\"stroke:$soft;stroke-width:.8\"/>" },
    { LINES | ACCENT, "lines-main", "width=\"8\" height=\"5\"><path d=\"M0 "
      "2.5h8\" style=\"stroke:$madder;stroke-width:1\"/>" },
};
#define PATTERNS (sizeof(patterns) / sizeof(patterns[0]))

static size_t pattern_of(unsigned look)
{
    size_t k = 0;

    look &= HATCH | DOTS | LINES | ACCENT;
    while (k < PATTERNS - 1 && patterns[k].look != look)
        k++;
    return k;
}

unsigned fill_bit(unsigned look)
{
    return 1u << pattern_of(look);
}

const char *fill_id(unsigned look)
{
    return xprintf("f-%s-%s", fig.name, patterns[pattern_of(look)].id);
}

static void escape(FILE *out, const char *s, size_t n)
{
    for (; n; s++, n--) {
        if (*s == '&')
            fputs("&amp;", out);
        else if (*s == '<')
            fputs("&lt;", out);
        else if (*s == '>')
            fputs("&gt;", out);
        else if (*s == '"')
            fputs("&quot;", out);
        else
            fputc(*s, out);
    }
}

void svg_runs(FILE *out, const char *runs)
{
    static const char *const classes[] = { "", "", "f-slant", "f-code" };
    size_t n;
    int face;

    while (*runs) {
        face = *runs <= FACE_CODE ? *runs++ : FACE_WORD;
        n = strcspn(runs, "\1\2\3");
        if (n && face != FACE_WORD)
            fprintf(out, "<tspan class=\"%s\">", classes[face]);
        escape(out, runs, n);
        if (n && face != FACE_WORD)
            fputs("</tspan>", out);
        runs += n;
    }
}

/* Write `text` with the dress's values in place of $names. */
static void write_dressed(FILE *out, const char *text)
{
    for (; *text; text++) {
        size_t k = 0, n;

        if (*text != '$') {
            fputc(*text, out);
            continue;
        }
        n = strspn(++text, "abcdefghijklmnopqrstuvwxyz");
        while (strncmp(colors[k].name, text, n) || colors[k].name[n])
            k++;
        fputs(colors[k].value[dress], out);
        text += n - 1;
    }
}

static void write_frame(FILE *out, const struct drawing *d)
{
    double x = floor(d->x0), y = floor(d->y0);
    double w = ceil(d->x1) - x, h = ceil(d->y1) - y;

    fprintf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" id=\"f-%s\""
            " viewBox=\"%.0f %.0f %.0f %.0f\"", fig.name, x, y, w, h);
    if (dress == SCREEN)
        fprintf(out, " width=\"%.0f\" height=\"%.0f\"", w, h);
    else
        fprintf(out, " width=\"%.3fmm\" height=\"%.3fmm\"", w * 118 / 592,
                h * 118 / 592);
    fprintf(out, " role=\"img\" aria-label=\"");
    escape(out, fig.alt, strlen(fig.alt));
    fprintf(out, "\">\n");
}

char *svg_document(const struct drawing *d)
{
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    if (!out)
        die("out of memory");
    write_frame(out, d);
    fputs("<style>", out);
    for (size_t k = 0; k < sizeof(rules) / sizeof(rules[0]); k++)
        write_dressed(out, rules[k]);
    fputs("</style>\n", out);
    for (size_t k = 0; k < PATTERNS; k++) {
        if (!(d->fills & 1u << k))
            continue;
        fprintf(out, "<defs><pattern id=\"f-%s-%s\" patternUnits=\""
                "userSpaceOnUse\" ", fig.name, patterns[k].id);
        write_dressed(out, patterns[k].body);
        fputs("</pattern></defs>\n", out);
    }
    fputs("<g class=\"f-fig\">\n", out);
    for (int k = 0; k < 3; k++)
        fputs(d->layer[k], out);
    fputs("</g>\n</svg>\n", out);
    fclose(out);
    return text;
}
