/*
 * boot_script.c: reads the conversation that a script describes. What can
 * be wrong with a script is found here, before any emulator starts.
 */
#include "boot.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What stands after a step's word. */
enum argument { NOTHING, TEXT, NAME, FILE_NAME, COMMAND_FILE, TIME,
                MAYBE_TIME_AND_TEXT, MAYBE_VALUE };

static const struct {
    const char *word;
    enum step_kind kind;
    enum argument argument;
    double seconds;             /* if none are given */
    bool qemu_only;
} words[] = {
    { "expect", STEP_EXPECT, TEXT, 0, false },
    { "expect-line", STEP_EXPECT_LINE, TEXT, 0, false },
    { "expect-screen", STEP_EXPECT_SCREEN, TEXT, 0, true },
    { "type", STEP_TYPE, TEXT, 0, false },
    { "keys", STEP_KEYS, NAME, 0, false },
    { "press", STEP_PRESS, TEXT, 0, false },
    { "settle", STEP_SETTLE, MAYBE_TIME_AND_TEXT, 0.1, false },
    { "wait", STEP_WAIT, TIME, 0, false },
    { "screen", STEP_SCREEN, FILE_NAME, 0, true },
    { "text", STEP_TEXT, FILE_NAME, 0, true },
    { "monitor", STEP_MONITOR, COMMAND_FILE, 0, true },
    { "halt", STEP_HALT, NOTHING, 0, false },
    { "exit", STEP_EXIT, MAYBE_VALUE, 0, false },
    { "off", STEP_OFF, NOTHING, 0, false },
    { "reset", STEP_RESET, NOTHING, 0, true },
    { "quit", STEP_QUIT, NOTHING, 0, false },
};

static void __attribute__((noreturn, format(printf, 3, 4)))
wrong(const struct script *script, int line, const char *format, ...)
{
    va_list args;
    fprintf(stderr, "%s:%d: ", script->name, line);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    exit(2);
}

static char hex(const struct script *script, const struct step *step,
                const char *at)
{
    char digits[3] = { 0 };
    if (isxdigit((unsigned char)at[0]) && isxdigit((unsigned char)at[1])) {
        memcpy(digits, at, 2);
        return (char)strtoul(digits, NULL, 16);
    }
    wrong(script, step->line, "\\x without two hexadecimal digits; write "
          "\\x41 for an A");
}

static void unescape(const struct script *script, struct step *step,
                     const char *from)
{
    static const char names[] = "nrtes\\", values[] = "\n\r\t\33 \\";
    char *to = step->text;
    for (const char *at = from; *at != '\0'; at++) {
        const char *name;
        if (*at != '\\') {
            *to++ = *at;
        } else if (*++at == 'x') {
            *to++ = hex(script, step, at + 1);
            at += 2;
        } else if (*at != '\0' && (name = strchr(names, *at)) != NULL) {
            *to++ = values[name - names];
        } else {
            wrong(script, step->line, "unknown escape \\%c; the escapes "
                  "are \\n \\r \\t \\e \\s \\\\ and \\xHH",
                  *at ? *at : ' ');
        }
    }
    step->len = (size_t)(to - step->text);
    *to = '\0';
}

/* Returns what stands after them. */
static const char *take_seconds(const struct script *script,
                                struct step *step)
{
    char *end;
    step->seconds = strtod(step->said, &end);
    if (end == step->said || (*end != '\0' && *end != ' ' && *end != '\t') ||
        !(step->seconds >= 0 && step->seconds <= 86400))
        wrong(script, step->line, "%s takes seconds, not `%s'; write %s "
              "0.5", step->word, step->said, step->word);
    return end + strspn(end, " \t");
}

static void take_value(const struct script *script, struct step *step)
{
    char *end;
    step->value = (unsigned)strtoul(step->said, &end, 0);
    if (end == step->said || *end != '\0' || step->value > 0x7f)
        wrong(script, step->line, "exit takes the value that the kernel "
              "writes to 0xf4, 0 to 0x7f, not `%s'; write exit 0x10",
              step->said);
}

static void take_command(const struct script *script, struct step *step)
{
    char *blank = strrchr(step->text, ' ');
    if (blank == NULL)
        wrong(script, step->line, "monitor takes a command and a file; "
              "write monitor info registers FILE (or - for the file)");
    step->file = blank + 1;
    while (blank > step->text && blank[-1] == ' ')
        blank--;
    *blank = '\0';
}

static void take_picture(const struct script *script, struct step *step)
{
    const char *dot = strrchr(step->text, '.');
    if (step->kind == STEP_SCREEN &&
        (dot == NULL || (strcmp(dot, ".png") && strcmp(dot, ".ppm"))))
        wrong(script, step->line, "screen %s: neither .png nor .ppm; name "
              "the file so", step->text);
    step->file = step->text;
}

static void take_argument(const struct script *script, struct step *step,
                          enum argument argument)
{
    bool given = *step->said != '\0';
    bool optional = argument == NOTHING || argument == MAYBE_VALUE ||
                    argument == MAYBE_TIME_AND_TEXT;
    if (!given && !optional)
        wrong(script, step->line, "%s what? something must follow on the "
              "line", step->word);
    if (given && argument == NOTHING)
        wrong(script, step->line, "%s takes nothing after it; remove `%s'",
              step->word, step->said);
    if (argument == TEXT)
        unescape(script, step, step->said);
    if (argument == MAYBE_TIME_AND_TEXT)
        unescape(script, step, given ? take_seconds(script, step) : "");
    if (argument == COMMAND_FILE)
        take_command(script, step);
    if (argument == FILE_NAME)
        take_picture(script, step);
    if (argument == TIME && *take_seconds(script, step) != '\0')
        wrong(script, step->line, "%s takes seconds and nothing after them; "
              "remove it from `%s'", step->word, step->said);
    if (given && argument == MAYBE_VALUE)
        take_value(script, step);
}

static struct step *add(struct script *script, const char *said, int line)
{
    size_t count = script->count++;
    script->steps = realloc(script->steps,
                            script->count * sizeof *script->steps);
    if (script->steps == NULL)
        die("boot: out of memory for the script");
    script->steps[count] = (struct step){
        .said = xstrdup(said), .text = xstrdup(said), .line = line,
        .len = strlen(said), .value = PASS_VALUE
    };
    return &script->steps[count];
}

static void parse(struct script *script, const struct options *opt,
                  char *text, int line)
{
    size_t len = strcspn(text, " \t");
    char *said = text + len + strspn(text + len, " \t");
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strlen(words[i].word) != len ||
            strncmp(words[i].word, text, len) != 0)
            continue;
        if (words[i].qemu_only && opt->bochs)
            wrong(script, line, "%s works with QEMU only; leave it out or "
                  "take --emulator qemu", words[i].word);
        struct step *step = add(script, said, line);
        step->kind = words[i].kind;
        step->word = words[i].word;
        step->seconds = words[i].seconds;
        take_argument(script, step, words[i].argument);
        return;
    }
    wrong(script, line, "unknown step `%.*s'; the steps are expect, "
          "expect-line, expect-screen, type, keys, press, settle, wait, "
          "screen, text, monitor, halt, exit, off, reset and quit",
          (int)len, text);
}

static void read_script(struct script *script, const struct options *opt)
{
    bool in = strcmp(opt->script, "-") == 0;
    FILE *file = in ? stdin : fopen(opt->script, "r");
    struct line line = { 0 };
    char *text;
    script->name = in ? "stdin" : opt->script;
    if (file == NULL)
        die("boot: %s: cannot read the script: %s", opt->script,
            strerror(errno));
    for (int number = 1; (text = read_line(file, &line)); number++) {
        text += strspn(text, " \t");
        size_t len = strlen(text);
        while (len > 0 && (text[len - 1] == ' ' || text[len - 1] == '\t'))
            text[--len] = '\0';
        if (len > 0 && *text != '#')
            parse(script, opt, text, number);
    }
    free(line.text);
    if (!in)
        fclose(file);
}

void script_load(struct script *script, const struct options *opt)
{
    script->name = "--await";
    for (size_t i = 0; i < opt->awaits.count; i++) {
        char *text = xprintf("expect %s", opt->awaits.item[i]);
        parse(script, opt, text, 0);
        free(text);
    }
    if (opt->script != NULL)
        read_script(script, opt);
    if (script->count == 0)
        parse(script, opt, (char[]){ "exit" }, 0);
}
