// monitor.h: a prompt, and commands that show the state of the kernel.
#ifndef KERNEL_MONITOR_H
#define KERNEL_MONITOR_H

#include "kernel/lib/line.h"
#include "kernel/task/timer.h"

struct monitor {
    struct task task;               // first, so that it is the monitor
    struct line line;
    const struct command *command;
    // For the command that runs:
    const char *argument;           // what stands behind its name
    struct async async;             // zero when it begins
    struct timer timer;
    int i;
};

struct command {
    const char *name, *help;
    int (*run)(struct task *task, struct monitor *m);   // to be awaited
};

// COMMAND(name, "what it does") { … } puts a command on the linker's list.
#define COMMAND(its_name, its_help)                                      \
    static int command_##its_name(struct task *, struct monitor *);      \
    static const struct command about_##its_name = {                     \
        #its_name, its_help, command_##its_name,                         \
    };                                                                   \
    static const struct command *const listed_##its_name                 \
        __attribute__((used, section("commands." #its_name))) =          \
        &about_##its_name;                                               \
    static int command_##its_name(                                       \
        __attribute__((unused)) struct task *task,                       \
        __attribute__((unused)) struct monitor *m)

// Set by the linker: all commands, by name.
extern const struct command *const commands_start[], *const commands_end[];

// Starts the task that reads commands and runs them.
void monitor_start(void);

#endif
