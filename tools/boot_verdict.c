/*
 * boot_verdict.c: what a run was worth. There is one way to pass: every
 * step done, and the machine either still well or ended as the script
 * asked. Everything else has a name of its own.
 */
#include "boot.h"

#include <stdio.h>
#include <string.h>

static const char *const verdict_words[VERDICT_COUNT] = {
    "pass", "fail", "usage", "hang", "silence", "reset", "triple-fault",
    "refused", "missing", "stopped"
};

const char *verdict_word(enum verdict verdict)
{
    return verdict_words[verdict];
}

bool verdict_parse(const char *word, enum verdict *verdict)
{
    for (int i = 0; i < VERDICT_STOPPED; i++)
        if (i != VERDICT_USAGE && strcmp(word, verdict_words[i]) == 0) {
            *verdict = (enum verdict)i;
            return true;
        }
    return false;
}

static bool played(const struct run *run)
{
    return run->script.count > 0 && run->step == run->script.count;
}

/* A passing exit value after the last step says what the script said. */
static bool exit_is_well(const struct run *run)
{
    return played(run) && (run->awaited || run->code == PASS_VALUE);
}

static enum verdict judge(const struct run *run)
{
    switch (run->end) {
    case END_NONE: return VERDICT_FAIL;         /* cannot be */
    case END_DONE: return VERDICT_PASS;
    case END_EXIT: return exit_is_well(run) ? VERDICT_PASS : VERDICT_FAIL;
    case END_OFF: return run->awaited ? VERDICT_PASS : VERDICT_FAIL;
    case END_RESET: return VERDICT_RESET;
    case END_TRIPLE_FAULT: return VERDICT_TRIPLE_FAULT;
    case END_CRASH:
    case END_FLOOD:
    case END_STEP: return VERDICT_FAIL;
    case END_DEADLINE:
    case END_DEAD:
        if (!run->started)
            return VERDICT_REFUSED;
        return run->serial.bytes > 0 ? VERDICT_HANG : VERDICT_SILENCE;
    case END_REFUSED: return VERDICT_REFUSED;
    case END_MISSING: return VERDICT_MISSING;
    case END_STOPPED: return VERDICT_STOPPED;
    }
    return VERDICT_FAIL;
}

/* The step of the script that could not be carried out to its end. */
static void say_step(const struct run *run)
{
    if (run->step >= run->script.count)
        return;
    const struct step *step = &run->script.steps[run->step];
    fprintf(stderr, ", at step %zu of %zu (", run->step + 1,
            run->script.count);
    if (step->line > 0)
        fprintf(stderr, "%s:%d: ", run->script.name, step->line);
    fprintf(stderr, "%s%s%s)", step->word, *step->said ? " " : "",
            step->said);
}

static void say_output(const struct run *run)
{
    const char *at = run->output, *end = at + run->output_len;
    if (at < end)
        fprintf(stderr, "boot: %s's own words:\n", run->emulator->name);
    while (at < end) {
        size_t len = strcspn(at, "\n");
        fprintf(stderr, "boot:   %.*s\n", (int)len, at);
        at += len + (at[len] == '\n');
    }
}

static void say_details(struct run *run, enum verdict verdict)
{
    bool well = verdict == run->opt->expected;
    if (verdict == VERDICT_TRIPLE_FAULT)
        run->emulator->report_fault(run);
    if (well || verdict == VERDICT_STOPPED)
        return;
    serial_report(&run->serial);
    if (verdict == VERDICT_HANG || verdict == VERDICT_SILENCE)
        run->emulator->report(run);
    if (run->end == END_CRASH ||
        (verdict == VERDICT_REFUSED && !run->started))
        say_output(run);
}

static void say_verdict(const struct run *run, enum verdict verdict)
{
    enum verdict expected = run->opt->expected;
    fprintf(stderr, "verdict: %s: %s", verdict_word(verdict), run->note);
    if (verdict == VERDICT_SILENCE)
        fprintf(stderr, " and not one byte came on the serial line");
    if (verdict != VERDICT_MISSING && verdict != VERDICT_STOPPED)
        say_step(run);
    if (expected != VERDICT_PASS && verdict == expected)
        fprintf(stderr, ", as expected");
    else if (expected != VERDICT_PASS)
        fprintf(stderr, "; expected was %s", verdict_word(expected));
    fprintf(stderr, " (%.2f s)\n", now() - run->start);
}

int verdict_give(struct run *run)
{
    enum verdict verdict = judge(run);
    double end = now();
    say_details(run, verdict);
    run->emulator->stop(run);
    if (run->opt->int_log != NULL)
        trace_save(&run->trace, run->opt->int_log);
    run->start += now() - end;  /* the report's time is not the run's */
    say_verdict(run, verdict);
    if (verdict == VERDICT_STOPPED)
        return 128 + (int)run->code;
    if (verdict == run->opt->expected)
        return 0;
    return verdict == VERDICT_PASS ? 1 : (int)verdict;
}
