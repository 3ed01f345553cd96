/* diff.c: which lines come and go. A longest common subsequence by dynamic
 * programming, after the common ends are cut off: chunks are short, and files
 * of a few hundred lines cost a few hundred kilobytes for a moment.  */
#include "weave.h"

#include <stdlib.h>
#include <string.h>

static void put(struct diff *d, char sign, const char *text)
{
    struct diff_line *line = GROW(*d);

    line->sign = sign;
    line->text = text;
}

/* best[i * (m + 1) + j]: the longest that old[i..] and new[j..] share.  */
static unsigned *lengths(char **old, size_t n, char **new, size_t m)
{
    unsigned *best = xmalloc((n + 1) * (m + 1) * sizeof *best);

    for (size_t i = n; i-- > 0;)
        for (size_t j = m; j-- > 0;) {
            unsigned *here = &best[i * (m + 1) + j];
            unsigned down = here[m + 1], right = here[1];

            if (strcmp(old[i], new[j]) == 0)
                *here = here[m + 2] + 1;
            else
                *here = down > right ? down : right;
        }
    return best;
}

static void middle(struct diff *d, char **old, size_t n, char **new,
                   size_t m)
{
    unsigned *best = lengths(old, n, new, m);
    size_t i = 0, j = 0;

    while (i < n || j < m) {
        unsigned *here = &best[i * (m + 1) + j];

        if (i < n && j < m && strcmp(old[i], new[j]) == 0) {
            put(d, ' ', old[i++]);
            j++;
        } else if (i < n && (j == m || here[m + 1] >= here[1])) {
            put(d, '-', old[i++]);
        } else {
            put(d, '+', new[j++]);
        }
    }
    free(best);
}

struct diff diff_lines(char **old, size_t n, char **new, size_t m)
{
    struct diff d = { 0 };
    size_t head = 0, tail = 0;

    while (head < n && head < m && strcmp(old[head], new[head]) == 0)
        put(&d, ' ', old[head++]);
    while (tail < n - head && tail < m - head
           && strcmp(old[n - 1 - tail], new[m - 1 - tail]) == 0)
        tail++;
    middle(&d, old + head, n - head - tail, new + head, m - head - tail);
    for (size_t i = tail; i > 0; i--)
        put(&d, ' ', old[n - i]);
    return d;
}
