// monitor.c: reads a line, finds its command, runs it, and so on.
#include <stddef.h>
#include "kernel/dev/input.h"
#include "kernel/lib/console.h"
#include "kernel/lib/string.h"
#include "kernel/monitor.h"

static const struct command *find(const char *text, const char **argument)
{
    const struct command *const *c;

    for (c = commands_start; c < commands_end; c++) {
        const char *name = (*c)->name, *at = text;

        while (*name && *name == *at)
            name++, at++;
        if (*name || (*at && *at != ' '))
            continue;
        while (*at == ' ')
            at++;
        *argument = at;
        return *c;
    }
    return NULL;
}

static int read_and_run(struct task *task)
{
    struct monitor *m = (struct monitor *)task;
    int result, key;

    ASYNC_BEGIN(&task->async);
    for (;;) {
        kprintf("> ");
        line_begin(&m->line, console_write);
        do {
            AWAIT(result, input_next(task, &key));
            if (result < 0)
                ASYNC_RETURN(result);
        } while (!line_key(&m->line, key));
        m->command = find(m->line.text, &m->argument);
        memset(&m->async, 0, sizeof(m->async));
        if (m->command)
            AWAIT(result, m->command->run(task, m));
        else if (m->line.length)
            kprintf("there is no \"%s\"; try help\n", m->line.text);
    }
    ASYNC_END(0);
}

void monitor_start(void)
{
    static struct monitor monitor;

    task_init(&monitor.task, "monitor", read_and_run);
    task_start(&monitor.task);
}
