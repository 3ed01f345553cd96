/* moredefs - a noweb filter: definitions that autodefs.c does not see
 *
 * usage: autodefs.c < TOKENS | moredefs | finduses
 *
 * noweb's autodefs.c knows external functions and variables. A kernel is
 * mostly static functions, constants of enumerations, structures, macros and,
 * in assembly, labels; this adds "@index defn" tokens for those. It reads the
 * house's layout, not C: what is defined stands in column one, a function's
 * body opens with a brace of its own, constants are in capitals.
 */
#include "util.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

struct state {
    char *line;                 /* the line of code so far */
    char *function;             /* a head has begun, its end is not seen */
    bool in_enum;
    bool is_c;                  /* the chunk has shown itself to be C */
};

static bool is_word(int c)
{
    return isalnum(c) || c == '_';
}

static void define(const char *start, size_t n)
{
    if (n && !isdigit((unsigned char)*start))
        printf("@index defn %.*s\n", (int)n, start);
}

static size_t word_length(const char *s)
{
    size_t n = 0;

    while (is_word((unsigned char)s[n]))
        n++;
    return n;
}

static char last_character(const char *s)
{
    size_t n = strlen(s);
    const char *comment = strstr(s, "//");

    if (!comment)
        comment = strstr(s, "/*");
    if (comment)
        n = comment - s;
    while (n && isspace((unsigned char)s[n - 1]))
        n--;
    return n ? s[n - 1] : '\0';
}

static bool is_statement(const char *s, size_t n)
{
    static const char *const words[] = {
        "if", "for", "while", "switch", "return", "sizeof", "else", "do",
        "__attribute__", "_Static_assert", "TEST", "defined",
    };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i]) == n && strncmp(s, words[i], n) == 0)
            return true;
    return false;
}

/* "static int name(…": remember the name until the head has ended.  */
static void function_head(struct state *st, const char *s)
{
    const char *paren = strchr(s, '('), *end = paren, *start;

    if (!paren || !is_word((unsigned char)*s) || strchr(s, '=') != NULL)
        return;
    while (end > s && end[-1] == ' ')
        end--;
    start = end;
    while (start > s && is_word((unsigned char)start[-1]))
        start--;
    if (start == s || start == end || is_statement(start, end - start))
        return;
    free(st->function);
    st->function = xstrndup(start, end - start);
}

/* A head ends in a prototype's semicolon, or a body follows.  */
static void function_end(struct state *st, const char *s)
{
    char last = last_character(s);

    if (!st->function)
        return;
    if (last == '{')
        define(st->function, strlen(st->function));
    if (last == '{' || last == ';') {
        free(st->function);
        st->function = NULL;
    }
}

static void enum_constants(const char *s)
{
    bool start = true;
    int depth = 0;

    for (; *s && strncmp(s, "//", 2) != 0 && strncmp(s, "/*", 2) != 0; s++) {
        size_t n = word_length(s);

        if (n && start && depth == 0) {
            if (isupper((unsigned char)*s))
                define(s, n);
            start = false;
        }
        if (*s == '(')
            depth++;
        else if (*s == ')')
            depth--;
        else if ((*s == ',' || *s == '{') && depth == 0)
            start = true;
        if (n)
            s += n - 1;
    }
}

static void aggregate(struct state *st, const char *s)
{
    const char *t = starts_with(s, "static ") ? s + 7 : s;

    if (starts_with(t, "enum ") && strchr(t, '{')) {
        enum_constants(strchr(t, '{'));
        st->in_enum = !strchr(t, '}');
    } else if (starts_with(t, "struct ") && last_character(t) == '{') {
        define(t, 7 + word_length(t + 7));
    } else if (starts_with(t, "typedef ") && last_character(t) == ';') {
        const char *end = strrchr(t, ';'), *start = end;

        while (start > t && is_word((unsigned char)start[-1]))
            start--;
        define(start, end - start);
    }
}

static void column_one(struct state *st, const char *s)
{
    size_t n = word_length(s);

    if (starts_with(s, "#define ")) {
        size_t length = word_length(s + 8);

        if (length < 3 || strncmp(s + 8 + length - 2, "_H", 2) != 0)
            define(s + 8, length);
        return;
    }
    if (n && s[n] == ':' && !st->is_c && !strpbrk(s, ";$")) {
        define(s, n);           /* a label in assembly */
        return;
    }
    aggregate(st, s);
    function_head(st, s);
}

static void code_line(struct state *st)
{
    const char *s = st->line ? st->line : "";

    if (st->in_enum) {
        enum_constants(s);
        st->in_enum = !strchr(s, '}');
    } else if (*s && !isspace((unsigned char)*s)) {
        column_one(st, s);
    }
    function_end(st, s);
    if (strchr(s, ';') || strchr(s, '{'))
        st->is_c = true;
    free(st->line);
    st->line = NULL;
}

static void end_chunk(struct state *st)
{
    /* a head whose body is a chunk of its own */
    if (st->function && !st->line)
        define(st->function, strlen(st->function));
    free(st->function);
    memset(st, 0, sizeof *st);
}

/* autodefs.c takes a local variable of a chunk that is a piece of a function
 * for an external one, and a cast for a definition.  */
static bool is_doubtful(struct state *st, const char *name)
{
    const char *s = st->line ? st->line : "";
    char *call = xprintf("%s(", name);
    bool function = strstr(s, call) != NULL;

    free(call);
    return !function && !starts_with(s, "static ")
        && !starts_with(s, "extern ")
        && (!strchr(name, '_') || ends_with(name, "_t")
            || ends_with(name, "_H"));
}

int main(void)
{
    struct state st = { 0 };
    struct line line = { 0 };
    bool in_code = false;
    char *t;

    while ((t = read_line(stdin, &line))) {
        if (in_code && starts_with(t, "@text ")) {
            char *whole = xprintf("%s%s", st.line ? st.line : "", t + 6);

            free(st.line);
            st.line = whole;
        } else if (in_code && strcmp(t, "@nl") == 0) {
            code_line(&st);
        } else if (starts_with(t, "@begin code")) {
            in_code = true;
        } else if (starts_with(t, "@end code")) {
            end_chunk(&st);
            in_code = false;
        }
        if (in_code && starts_with(t, "@index defn ")
            && is_doubtful(&st, t + 12))
            continue;
        puts(t);
    }
    free(line.text);
    return 0;
}
