/*
 * boot_steps.c: holds the conversation, one step after the other.
 *
 * What a step awaits is looked for before the end of the run is: what the
 * guest had said when it died still counts as said.
 */
#include "boot.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ENDING 2.0              /* seconds for the emulator to end */
#define RESET_AGAIN 2.0         /* seconds for SeaBIOS to reset again */
#define RESET_CALM 0.3          /* and to be done with it */

/* What came last may have come with the end: so look once more then. */
static bool expect(struct run *run, const char *text, size_t len)
{
    bool more = true;
    while (!serial_match(&run->serial, text, len)) {
        if (!more)
            return false;
        more = run_wait(run);
    }
    return true;
}

/* A machine that is found halted for good has been looked at after it. */
static bool expect_screen(struct run *run, const char *text)
{
    while (!screen_shows(run, text))
        if (!run_wait(run))
            return false;
    return true;
}

/* Waits until nothing came for so long, nothing can come any more, or the
   text came. */
static bool settle(struct run *run, double seconds, const char *text,
                   size_t len)
{
    double begun = now();
    while (len == 0 || !serial_match(&run->serial, text, len)) {
        double last = run->serial.last > begun ? run->serial.last : begun;
        if (now() - last >= seconds || run_look(run) == LOOK_DEAD)
            return true;
        if (!run_pump(run, LOOK_MS))
            return false;
    }
    return true;
}

static bool pass_time(struct run *run, double seconds)
{
    double until = now() + seconds;
    while (now() < until)
        if (!run_pump(run, LOOK_MS))
            return false;
    return true;
}

/* An end that the script asked for; false: another one, or none came. */
static bool await_end(struct run *run, enum end end, unsigned code)
{
    while (run_wait(run))
        continue;
    run->awaited = run->end == end &&
                   (end != END_EXIT || run->code == code);
    return run->awaited;
}

static bool halt(struct run *run)
{
    while (run_look(run) == LOOK_BUSY)
        if (!run_pump(run, LOOK_MS))
            return false;
    return true;
}

static bool monitor(struct run *run, const char *command, const char *file)
{
    if (run->end != END_NONE)
        return false;
    char *text = qmp_human(run, command);
    if (text == NULL) {
        run_end(run, END_REFUSED, "QEMU refused the monitor command: %s",
                run->qmp.error);
        return false;
    }
    bool to_stdout = strcmp(file, "-") == 0;
    FILE *out = to_stdout ? stdout : fopen(file, "w");
    for (char *at = text; out != NULL && *at != '\0'; at++)
        if (*at != '\r')
            fputc(*at, out);
    free(text);
    if (out == NULL || (to_stdout ? fflush(out) : fclose(out)) != 0) {
        run_end(run, END_REFUSED, "%s: cannot be written: %s; name a file "
                "in a directory that exists", file, strerror(errno));
        return false;
    }
    return true;
}

static bool set_reboot_action(struct run *run, const char *action)
{
    json_t *done = qmp_call(run, "set-action",
                            json_pack("{s:s}", "reboot", action));
    json_decref(done);
    return done != NULL;
}

/* Waits until there were more resets, or for so many seconds. */
static bool await_reset(struct run *run, unsigned more_than, double seconds)
{
    double limit = now() + seconds;
    while (run->qmp.resets <= more_than && now() < limit)
        if (!run_pump(run, LOOK_MS))
            return false;
    return true;
}

/* -no-reboot would make QEMU end at our own reset too. And SeaBIOS, started
   by a reset, makes another one to get its memory back to its first state
   (its function qemu_prep_reset), or two. */
static bool press_reset(struct run *run)
{
    unsigned resets = run->qmp.resets;
    if (run->end != END_NONE || !set_reboot_action(run, "reset"))
        return false;
    json_t *done = qmp_call(run, "system_reset", NULL);
    json_decref(done);
    if (done == NULL || !await_reset(run, resets, NEVER))
        return false;
    for (double time = RESET_AGAIN; !run->opt->uefi; time = RESET_CALM) {
        resets = run->qmp.resets;
        if (!await_reset(run, resets, time))
            return false;
        if (run->qmp.resets == resets)
            break;
    }
    return set_reboot_action(run, "shutdown");
}

static bool do_step(struct run *run, const struct step *step)
{
    switch (step->kind) {
    case STEP_EXPECT: return expect(run, step->text, step->len);
    case STEP_EXPECT_LINE: return expect(run, step->text, step->len) &&
                                  expect(run, "\n", 1);
    case STEP_EXPECT_SCREEN: return expect_screen(run, step->text);
    case STEP_TYPE: return run->end == END_NONE &&
                           run_send(run, run->serial.fd, step->text,
                                    step->len);
    case STEP_KEYS: return keys_send(run, step->text);
    case STEP_PRESS: return keys_press(run, step->text);
    case STEP_SETTLE: return settle(run, step->seconds, step->text,
                                    step->len);
    case STEP_WAIT: return pass_time(run, step->seconds);
    case STEP_SCREEN: return screen_capture(run, step->file);
    case STEP_TEXT: return screen_text(run, step->file);
    case STEP_MONITOR: return monitor(run, step->text, step->file);
    case STEP_HALT: return halt(run);
    case STEP_EXIT: return await_end(run, END_EXIT, step->value);
    case STEP_OFF: return await_end(run, END_OFF, 0);
    case STEP_RESET: return press_reset(run);
    case STEP_QUIT: return true;
    }
    return false;
}

/* After the last step: is the machine really well? If another verdict is
   expected, this is where it should come. */
static void watch(struct run *run)
{
    if (run->opt->expected == VERDICT_PASS)
        settle(run, run->opt->grace, NULL, 0);
    else
        while (run_wait(run))
            continue;
}

/* The machine is ending, or a connection broke because it did: wait for
   the process to say how. */
static void await_end_of_child(struct run *run)
{
    double limit = now() + ENDING;
    while (now() < limit && (*run->qmp.shutdown || run->serial.fd < 0))
        if (!run_pump(run, LOOK_MS))
            return;
}

/* False: the step could not be done, and the run has ended. */
static bool play_step(struct run *run, const struct step *step)
{
    run_verbose(run, "%s %s", step->word, step->said);
    if (do_step(run, step))
        return true;
    await_end_of_child(run);
    run_end(run, END_REFUSED, "%s refused the step: %s",
            run->emulator->name, run->qmp.error);
    return false;
}

void steps_play(struct run *run)
{
    bool quit = false;
    while (run->step < run->script.count && !quit) {
        const struct step *step = &run->script.steps[run->step];
        if (!play_step(run, step))
            return;
        run->step++;
        quit = step->kind == STEP_QUIT;
    }
    run->step = run->script.count;
    if (!quit && !run->awaited)
        watch(run);
    await_end_of_child(run);
    run_end(run, END_DONE, "everything awaited came");
}
