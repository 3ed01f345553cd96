/*
 * boot_qmp.c: QEMU's monitor, in its machine protocol: one JSON object a
 * line, commands one way, replies and events the other.
 */
#include "boot.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AFTERWARDS 0.5          /* seconds for questions after the end */

static void event_take(struct qmp *qmp, const char *event, json_t *object)
{
    const char *reason = NULL;
    if (strcmp(event, "SHUTDOWN") == 0) {
        json_unpack(object, "{s:{s:s}}", "data", "reason", &reason);
        snprintf(qmp->shutdown, sizeof qmp->shutdown, "%s",
                 reason ? reason : "unknown");
        qmp->shutdown_at = now();
    } else if (strcmp(event, "RESET") == 0) {
        qmp->resets++;
    }
}

static void object_take(struct qmp *qmp, json_t *object)
{
    const char *event;
    if (json_object_get(object, "QMP") != NULL) {
        qmp->greeted = true;
    } else if (json_unpack(object, "{s:s}", "event", &event) == 0) {
        event_take(qmp, event, object);
    } else if (json_integer_value(json_object_get(object, "id")) ==
               (json_int_t)qmp->id) {
        json_decref(qmp->reply);
        qmp->reply = json_incref(object);
    }
}

void qmp_take(struct qmp *qmp, const char *data, size_t len)
{
    if (qmp->len + len > qmp->size) {
        qmp->size = (qmp->len + len) * 2;
        qmp->buf = realloc(qmp->buf, qmp->size);
        if (qmp->buf == NULL)
            die("boot: out of memory for the monitor's answer");
    }
    memcpy(qmp->buf + qmp->len, data, len);
    qmp->len += len;
    char *line = qmp->buf, *end;
    const char *stop = qmp->buf + qmp->len;
    while ((end = memchr(line, '\n', (size_t)(stop - line))) != NULL) {
        json_t *object = json_loadb(line, (size_t)(end - line), 0, NULL);
        if (object != NULL)
            object_take(qmp, object);
        json_decref(object);
        line = end + 1;
    }
    qmp->len -= (size_t)(line - qmp->buf);
    memmove(qmp->buf, line, qmp->len);
}

static bool send_command(struct run *run, const char *command, json_t *args)
{
    struct qmp *qmp = &run->qmp;
    json_decref(qmp->reply);
    qmp->reply = NULL;
    json_t *object = json_pack("{s:s, s:i}", "execute", command,
                               "id", (int)++qmp->id);
    if (args != NULL)
        json_object_set_new(object, "arguments", args);
    char *text = json_dumps(object, JSON_COMPACT);
    json_decref(object);
    bool sent = qmp->fd >= 0 && text != NULL &&
                run_send(run, qmp->fd, text, strlen(text));
    free(text);
    return sent;
}

json_t *qmp_call(struct run *run, const char *command, json_t *args)
{
    struct qmp *qmp = &run->qmp;
    bool over = run->end != END_NONE;
    double limit = over ? now() + AFTERWARDS : run->deadline;
    snprintf(qmp->error, sizeof qmp->error, "QEMU did not answer");
    if (!send_command(run, command, args))
        return NULL;
    while (qmp->reply == NULL) {
        run_poll(run, LOOK_MS);
        if (run->child.gone || now() >= limit ||
            (run->end != END_NONE && !over))
            break;
    }
    if (qmp->reply == NULL)
        return NULL;
    const char *error;
    if (json_unpack(qmp->reply, "{s:{s:s}}", "error", "desc",
                    &error) == 0) {
        snprintf(qmp->error, sizeof qmp->error, "%s", error);
        return NULL;
    }
    return json_incref(json_object_get(qmp->reply, "return"));
}

char *qmp_human(struct run *run, const char *command)
{
    json_t *result = qmp_call(run, "human-monitor-command",
                              json_pack("{s:s}", "command-line", command));
    const char *text = json_string_value(result);
    char *copy = text ? xstrdup(text) : NULL;
    json_decref(result);
    return copy;
}

/* QEMU was started with its processors stopped: they are let go only when
   we hear every event. */
bool qmp_open(struct run *run)
{
    while (!run->qmp.greeted)
        if (!run_pump(run, LOOK_MS))
            return false;
    json_t *hello = qmp_call(run, "qmp_capabilities", NULL);
    if (hello == NULL)
        return false;
    json_decref(hello);
    if (run->opt->uefi)
        tpm_absent(run);
    run->started = true;
    json_t *go = qmp_call(run, "cont", NULL);
    json_decref(go);
    return go != NULL;
}
