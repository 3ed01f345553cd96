/*
 * fig_plot_data.c - rows of numbers, from a file or from the figure itself
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fig_plot.h"

/* An error in the data names the data's own file. */
static void refuse(const char *file, int line, const char *text)
{
    complain(file ? file : fig.path, line, "%s", text);
    exit(2);
}

/* The next field: quoted, or up to a blank or tab; NULL at the end. */
static char *take_field(char **rest, const char *file, int line)
{
    char *p = *rest + strspn(*rest, " \t\r"), *end;

    if (!*p)
        return NULL;
    if (*p == '"') {
        end = strchr(++p, '"');
        if (!end)
            refuse(file, line, "a quote is not closed; close it");
    } else {
        end = p + strcspn(p, " \t\r");
    }
    *rest = *end ? end + 1 : end;
    *end = '\0';
    return p;
}

static double take_number_field(const char *field, const char *file,
                                int line)
{
    char *end;
    double v;

    if (!strcmp(field, "-"))
        return NAN;
    v = strtod(field, &end);
    if (*end || !isfinite(v))
        refuse(file, line, xprintf("'%s' is not a number; write one, or -"
               " where it is missing", field));
    return v;
}

void add_datum(char *text, const char *file, int line)
{
    struct datum *d = GROW(plot.data);
    char *field = take_field(&text, file, line);
    size_t n = 0;

    d->y = xmalloc(plot.series.n * sizeof(*d->y));
    if (plot.kind == BARS)
        d->category = xstrdup(field);
    else
        d->x = take_number_field(field, file, line);
    if (isnan(d->x))
        refuse(file, line, "x is missing; write a number");
    for (; (field = take_field(&text, file, line)); n++)
        if (n < plot.series.n)
            d->y[n] = take_number_field(field, file, line);
    if (n != plot.series.n)
        refuse(file, line, xprintf("%zu values after the first column, but"
               " %zu series; write one for each", n, plot.series.n));
}

void read_data_file(const char *name, int line)
{
    char *path = *name == '/' ? xstrdup(name)
        : xprintf("%s/%s", fig.dir, name);
    char *text, *end, *block = strchr(path, '#');

    if (block) {
        *block = '\0';
        read_data_block(path, block + 1, line);
        return;
    }
    text = read_file(path);
    if (!text)
        fail(line, "there is no %s; build it, or say with -d where it is",
             path);
    for (int no = 1; *text; text = end, no++) {
        end = text + strcspn(text, "\n");
        if (*end)
            *end++ = '\0';
        text += strspn(text, " \t\r");
        if (*text && *text != '#')
            add_datum(text, path, no);
    }
}
