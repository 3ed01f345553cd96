/*
 * fig_plot_block.c - rows of numbers from a block of a chapter
 *
 *     data ../12-allocator-designs.md#waste 1 2 5 6
 *
 * The block is the fence with that id. What it shows has been compared with
 * a run, so a plot of it is one of measured data. Its rows are the lines
 * that begin with "# ", as tests print them; a field such as {number 12}
 * counts as 12. The numbers after the id choose columns, the first of which
 * is x; without them there must be as many as there are series.
 */
#include <stdlib.h>
#include <string.h>

#include "fig_plot.h"

/* Does a line open the fence that has this id? */
static bool opens(const char *line, const char *id)
{
    size_t n = strlen(id);
    const char *at = line;

    if (!starts_with(line, "```"))
        return false;
    while ((at = strchr(at, '#')))
        if (!strncmp(++at, id, n) && strchr(" }\n", at[n]))
            return true;
    return false;
}

/* The row without the braces and kinds of its fields, in place. */
static char *without_fields(char *row)
{
    char *to = row;

    for (char *s = row; *s; s++) {
        if (*s == '{')
            s += strcspn(s, " }");
        else if (*s != '}')
            *to++ = *s;
    }
    *to = '\0';
    return row;
}

/* The chosen columns of a row, in their order. */
static char *choose(char *row, const char *columns, int line)
{
    char *words[64], *word, *chosen = xstrdup(""), *end;
    long n = 0;

    while (n < 64 && (word = strtok(n ? NULL : row, " \t")))
        words[n++] = word;
    for (; *columns; columns = end) {
        long column = strtol(columns, &end, 10);

        if (end == columns || column < 1 || column > n)
            fail(line, "a row of the block has %ld columns; write numbers"
                 " from 1 to that after its name", n);
        chosen = xprintf("%s%s ", chosen, words[column - 1]);
        end += strspn(end, " ");
    }
    return chosen;
}

void read_data_block(const char *path, char *id, int line)
{
    char *columns = id + strcspn(id, " "), *text = read_file(path), *end;
    bool inside = false;

    if (*columns)
        *columns++ = '\0';
    if (!text)
        fail(line, "there is no %s; correct the name", path);
    for (int no = 1; *text; text = end, no++) {
        end = text + strcspn(text, "\n");
        if (*end)
            *end++ = '\0';
        if (inside && starts_with(text, "```"))
            return;
        if (!inside)
            inside = opens(text, id);
        else if (starts_with(text, "# ")) {
            char *row = without_fields(text + 2);

            add_datum(*columns ? choose(row, columns, line) : row, path,
                      no);
        }
    }
    fail(line, "%s has no block #%s; correct the name", path, id);
}
