/* evidence_script.c: a block becomes a script for boot: wait for what comes
 * before what is typed, type, wait for the end.  */
#include "evidence_job.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char *last_literal(struct patterns *p)
{
    for (size_t i = p->n; i-- > 0;)
        if (!p->at[i].skip && !p->at[i].host && *p->at[i].literal)
            return p->at[i].literal;
    return NULL;
}

/* boot's scripts know backslashes and blanks at the end.  */
static void put_text(FILE *out, const char *s)
{
    for (; *s; s++)
        if (*s == '\\')
            fputs("\\\\", out);
        else if (*s == ' ' && !s[1])
            fputs("\\s", out);
        else
            fputc(*s, out);
}

static void put_step(FILE *out, const char *step, const char *text)
{
    fprintf(out, "%s ", step);
    put_text(out, text);
    fputc('\n', out);
}

/* Wait for the prompt, then type.  */
static void put_typing(FILE *out, struct patterns *p, size_t i)
{
    struct pattern *q = &p->at[i];
    const char *prompt = q->before_typed;

    for (size_t k = i; !*prompt && k-- > 0;)
        if (!p->at[k].skip && !p->at[k].host)
            prompt = p->at[k].literal;
    if (*prompt)
        put_step(out, "expect", prompt);
    fprintf(out, q->keyboard ? "press " : "type ");
    put_text(out, q->typed);
    if (q->enter)
        fputs(q->keyboard ? "<ret>" : "\\r", out);
    fputc('\n', out);
}

static void put_end(FILE *out, struct job *job, struct patterns *p)
{
    bool text = strcmp(job->ends, "text") == 0;
    const char *last = text ? last_literal(p) : NULL;

    if (job->accepting && text) {       /* whatever comes, and that first */
        if (last)
            put_step(out, "settle 10", last);
        else
            fputs("expect \\n\n", out);
        fputs("settle 2\n", out);
        return;
    }
    if (strcmp(job->ends, "halt") == 0)
        fputs("halt\n", out);
    else if (strcmp(job->ends, "exit") == 0)
        fprintf(out, "exit %s\n",
                strcmp(job->expect, "fail") == 0 ? "0x11" : "0x10");
    else if (strcmp(job->ends, "quiet") == 0)
        fputs("settle 2\n", out);
    else if (last)
        put_step(out, "expect-line", last);
    if (text)
        fputs("settle 0.2\n", out);
}

bool ends_badly(struct job *job)
{
    return strstr("hang triple-fault reset silence", job->ends) != NULL;
}

void write_script(struct job *job, struct patterns *p)
{
    char *path = beside(job, ".script"), *picture = beside(job, ".png");
    char *text = beside(job, ".text");
    FILE *out = fopen(path, "w");

    if (!out)
        die("%s: cannot be written: %s", path, strerror(errno));
    for (size_t i = 0; i < p->n; i++)
        if (p->at[i].typed)
            put_typing(out, p, i);
    if (strcmp(job->kind, "screen") == 0) {
        if (*job->at)
            put_step(out, "expect-line", job->at);
        fputs(strcmp(job->ends, "halt") == 0 ? "halt\n" : "settle 0.3\n",
              out);
        if (strcmp(job->mode, "text") == 0)
            fprintf(out, "text %s\n", text);
        fprintf(out, "screen %s\nquit\n", picture);
    } else {
        put_end(out, job, p);
    }
    fclose(out);
    free(path);
    free(picture);
    free(text);
}

