/*
 * fig - draw a figure of the book from a few lines of text
 *
 * SYNOPSIS
 *     fig [-p | -k | -a] [-d DIR] [-o FILE] NAME.fig
 *
 * DESCRIPTION
 *     Reads a description and writes SVG: by default for the page, where
 *     it takes its ink from the page's style sheet and so follows light and
 *     dark; with -p for print, self-contained, for rsvg-convert; with -k
 *     the same in black only. With -a it prints the text alternative.
 *     The first word of the source is the kind: bits, memory, stack, walk,
 *     flow, timeline or plot. Each kind's language is described at the head
 *     of the file that draws it, fig_KIND.c; lines, names, style words and
 *     text, which all have in common, at the head of fig_read.c.
 *
 *     -d DIR     where the data files of plots lie, if not beside NAME.fig
 *     -o FILE    write there, and only if something changed
 *
 * DIAGNOSTICS
 *     `NAME.fig:LINE: what is wrong; what to do` and status 2. Nothing is
 *     written then. A text that fits nowhere, two that overlap, a line
 *     through a text and an arrow through a box are errors, too.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fig.h"

struct figure fig;
enum dress dress;

static const struct {
    const char *name;
    void (*draw)(void);
} kinds[] = {
    { "bits", draw_bits }, { "memory", draw_memory },
    { "stack", draw_stack }, { "walk", draw_walk },
    { "flow", draw_flow }, { "timeline", draw_timeline },
    { "plot", draw_plot },
};

static void say(int line, const char *format, va_list args)
{
    char text[1024];

    vsnprintf(text, sizeof(text), format, args);
    complain(fig.path, line, "%s", text);
}

void wrong(int line, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    say(line, format, args);
    va_end(args);
}

void fail(int line, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    say(line, format, args);
    va_end(args);
    exit(2);
}

static char *draw_figure(void)
{
    size_t n = sizeof(kinds) / sizeof(kinds[0]), k = 0;

    while (k < n && strcmp(kinds[k].name, fig.kind))
        k++;
    if (k == n)
        fail(fig.kind_line, "there is no kind of figure called '%s'; begin"
             " with bits, memory, stack, walk, flow, timeline or plot",
             fig.kind);
    kinds[k].draw();
    return finish();
}

static void usage(void)
{
    die("usage: fig [-p | -k | -a] [-d DIR] [-o FILE] NAME.fig");
}

int main(int argc, char **argv)
{
    const char *dir = NULL, *out = NULL;
    bool alt = false;
    int option;
    char *text;

    while ((option = getopt(argc, argv, "pkad:o:")) != -1) {
        switch (option) {
        case 'p': dress = PRINT; break;
        case 'k': dress = BLACK; break;
        case 'a': alt = true; break;
        case 'd': dir = optarg; break;
        case 'o': out = optarg; break;
        default: usage();
        }
    }
    if (optind + 1 != argc)
        usage();
    read_figure(argv[optind], dir);
    text = alt ? xprintf("%s\n", fig.alt) : draw_figure();
    if (complaints)
        return 2;
    if (out)
        write_if_changed(out, text, strlen(text));
    else
        fputs(text, stdout);
    if (fflush(stdout) || ferror(stdout))
        die("fig: cannot write to standard output");
    return 0;
}
