/* evidence_match.c: a block's lines against what a run printed.  */
#include "evidence.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *word, *regex;
    size_t groups;              /* of its own */
    bool keeps;
} fields[] = {
    { "address", "(0x)?[0-9a-fA-F]+", 1, false },
    { "number", "-?[0-9][0-9,]*", 0, false },
    { "time", "[0-9]+(\\.[0-9]+)?", 1, true },
    { "text", ".*", 0, false },
};

static const struct { const char *word; bool keyboard, enter; } typed[] = {
    { "type ", false, true }, { "type- ", false, false },
    { "keys ", true, true }, { "keys- ", true, false },
};

static void escape(FILE *out, const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (strchr("\\^$.[]|()*+?{}", s[i]))
            fputc('\\', out);
        fputc(s[i], out);
    }
}

static void literal(struct pattern *p, const char *s, size_t n)
{
    if (n > strlen(p->literal)) {
        free(p->literal);
        p->literal = xstrndup(s, n);
    }
}

/* If a field begins at s, write its regular expression and return its
 * length.  */
static size_t field(struct pattern *p, FILE *out, const char *s)
{
    size_t n = strcspn(s, "}");

    if (*s != '{' || !s[n])
        return 0;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (starts_with(s + 1, fields[i].word)
            && s[1 + strlen(fields[i].word)] == ' ') {
            *GROW(p->places) = (struct place){
                .start = s, .value = s + 2 + strlen(fields[i].word),
                .end = s + n + 1, .group = p->groups + 1,
                .keeps = fields[i].keeps,
            };
            p->groups += 1 + fields[i].groups;
            fprintf(out, "(%s)", fields[i].regex);
            return n + 1;
        }
    for (size_t i = 0; i < sizeof typed / sizeof *typed; i++)
        if (starts_with(s + 1, typed[i].word)) {
            const char *text = s + 1 + strlen(typed[i].word);

            p->typed = xstrndup(text, s + n - text);
            p->keyboard = typed[i].keyboard;
            p->enter = typed[i].enter;
            p->groups++;
            fputc('(', out);    /* the echo, if there is one */
            if (p->keyboard && strchr(p->typed, '<'))
                fputs(".*", out);       /* an edited line: as it ended */
            else
                escape(out, p->typed, strlen(p->typed));
            fputs(")?", out);
            return n + 1;
        }
    return 0;
}

/* How much of a stretch before a field stands before its column: two blanks
 * and more are what is left of it, and a longer number leaves fewer.  */
static size_t before_column(const char *s, size_t n)
{
    size_t blanks = 0;

    while (blanks < n && s[n - 1 - blanks] == ' ')
        blanks++;
    return blanks > 1 ? n - blanks : n;
}

static void compile(struct pattern *p)
{
    char *text;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    const char *start = p->source;

    p->literal = xstrdup("");
    fputc('^', out);
    for (const char *s = p->source; ; s++) {
        bool had_typed = p->typed != NULL;
        char *rest = NULL;
        size_t rest_length, n = 0;
        FILE *tail = open_memstream(&rest, &rest_length);

        n = *s ? field(p, tail, s) : 0;
        fclose(tail);
        if (n || !*s) {
            size_t plain = before_column(start, s - start);

            if (!n || p->typed)
                plain = s - start;
            literal(p, start, plain);
            escape(out, start, plain);
            if (plain < (size_t)(s - start))
                fputs(" +", out);
            if (p->typed && !had_typed)
                p->before_typed = xstrndup(start, s - start);
            fputs(rest, out);
            start = s + n;
            s += n ? n - 1 : 0;
        }
        free(rest);
        if (!*s)
            break;
    }
    fputs(" *$", out);
    fclose(out);
    if (regcomp(&p->regex, text, REG_EXTENDED) != 0)
        die("this line cannot be matched: %s", p->source);
    free(text);
}

struct patterns patterns_make(text_lines body)
{
    struct patterns list = { 0 };

    for (size_t i = 0; i < body.n; i++) {
        struct pattern *p = GROW(list);

        p->source = body.at[i];
        p->skip = strcmp(p->source, "…") == 0;
        p->host = starts_with(p->source, "$ ");
        if (!p->skip && !p->host)
            compile(p);
    }
    return list;
}

static bool matches(struct pattern *p, const char *line)
{
    return regexec(&p->regex, line, 0, NULL, 0) == 0;
}

#define WIDEST 80               /* line of a block, as it is shown */

/* The line as written, with what was seen in its fields, unless that is too
 * long to be shown. Where a field begins, a number of another width took
 * blanks, or left some.  */
static char *renewed(struct pattern *p, const char *line)
{
    regmatch_t *at = xmalloc((p->groups + 1) * sizeof *at);
    const char *from = p->source;
    size_t length;
    char *text;
    FILE *out = open_memstream(&text, &length);

    if (regexec(&p->regex, line, p->groups + 1, at, 0) != 0)
        die("this line matched, and does not any more: %s", line);
    for (size_t i = 0; i < p->places.n; i++) {
        struct place *field = &p->places.at[i];
        const char *seen = line + at[field->group].rm_so;
        size_t n = at[field->group].rm_eo - at[field->group].rm_so;
        size_t stretch = field->start - from, blanks = 0;
        size_t plain = before_column(from, stretch);

        if (field->keeps || n == 0 || memchr(seen, '}', n)
            || at[field->group].rm_eo > WIDEST)
            continue;
        while (plain < stretch && seen - blanks > line
               && *(seen - blanks - 1) == ' ')
            blanks++;
        fprintf(out, "%.*s%*s", (int)(blanks ? plain : stretch), from,
                (int)blanks, "");
        fprintf(out, "%.*s%.*s}", (int)(field->value - field->start),
                field->start, (int)n, seen);
        from = field->end;
    }
    fputs(from, out);
    fclose(out);
    free(at);
    return text;
}

/* Whether a line begins as the pattern does, with the same two words: then
 * it is that line with other numbers, even after a "…" that could take it.  */
static bool is_alike(struct pattern *p, const char *line)
{
    const char *a = p->source, *b = line;

    for (int word = 0; word < 2; word++) {
        size_t n, m;

        a += strspn(a, " ");
        b += strspn(b, " ");
        n = strcspn(a, " ");
        m = strcspn(b, " ");
        if (n == 0 || n != m || memcmp(a, b, n) != 0)
            return false;
        a += n;
        b += m;
    }
    return true;
}

/* What a difference weighs: a line too few or too many, and one that is
 * there with other words.  */
enum { MISSING = 3, EXTRA = 3, OTHER = 2 };

/* cost[i][j]: the least differences between patterns i.. and lines j.. */
static unsigned *costs(struct patterns *p, text_lines seen)
{
    size_t n = p->n, m = seen.n;
    unsigned *cost = xmalloc((n + 1) * (m + 1) * sizeof *cost);

    for (size_t i = n + 1; i-- > 0;)
        for (size_t j = m + 1; j-- > 0;) {
            unsigned *here = &cost[i * (m + 1) + j], best = ~0u;
            struct pattern *q = i < n ? &p->at[i] : NULL;

            if (!q && j == m)
                best = 0;
            if (q && (q->host || q->skip))
                best = here[m + 1];
            else if (q)
                best = here[m + 1] + MISSING;
            if (j < m && here[1] + EXTRA < best)
                best = here[1] + EXTRA;
            if (j < m && q && q->skip && here[1] < best)
                best = here[1];
            if (j < m && q && !q->skip && !q->host
                && here[m + 2] < best && matches(q, seen.at[j]))
                best = here[m + 2];
            if (j < m && q && !q->skip && !q->host
                && here[m + 2] + OTHER < best && is_alike(q, seen.at[j]))
                best = here[m + 2] + OTHER;
            *here = best;
        }
    return cost;
}

static void report_line(FILE *out, char sign, const char *text)
{
    fprintf(out, "  %c %s\n", sign, text);
}

size_t patterns_compare(struct patterns *p, text_lines seen, char **report,
                        text_lines *merged)
{
    size_t n = p->n, m = seen.n, i = 0, j = 0, length;
    unsigned *cost = costs(p, seen);
    FILE *out = open_memstream(report, &length);
    unsigned differences = *cost;

    while (i < n || j < m) {
        unsigned *here = &cost[i * (m + 1) + j];
        struct pattern *q = i < n ? &p->at[i] : NULL;

        if (q && j < m && !q->skip && !q->host && *here == here[m + 2]
            && matches(q, seen.at[j])) {
            *GROW(*merged) = renewed(q, seen.at[j]);
            report_line(out, ' ', q->source);
            i++, j++;
        } else if (q && (q->skip || q->host) && *here == here[m + 1]) {
            *GROW(*merged) = q->source;
            report_line(out, ' ', q->source);
            i++;
        } else if (q && j < m && q->skip && *here == here[1]) {
            j++;
        } else if (q && j < m && *here == here[m + 2] + OTHER
                   && !q->skip && !q->host && is_alike(q, seen.at[j])) {
            report_line(out, '-', q->source);
            report_line(out, '+', seen.at[j]);
            *GROW(*merged) = seen.at[j];
            i++, j++;
        } else if (q && *here == here[m + 1] + MISSING) {
            report_line(out, '-', q->source);
            i++;
        } else {
            *GROW(*merged) = seen.at[j];
            report_line(out, '+', seen.at[j]);
            j++;
        }
    }
    free(cost);
    fclose(out);
    return differences;
}

text_lines split_lines(const char *text)
{
    text_lines lines = { 0 };

    while (*text) {
        size_t n = strcspn(text, "\n");

        *GROW(lines) = xstrndup(text, n);
        text += n + (text[n] == '\n');
    }
    return lines;
}
