/*
 * verdict.c - how a run ended, from what the guest and QEMU said.
 */
#include "tools/pith/verdict.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "tools/pith/pith.h"

static const struct {
    const char *name;
    int status;
} kinds[] = {
    [OUTCOME_EXIT] = {"exit", 0},
    [OUTCOME_CRASH] = {"crash", STATUS_CRASH},
    [OUTCOME_REFUSED] = {"refused", STATUS_REFUSED},
    [OUTCOME_TIMEOUT] = {"timeout", STATUS_TIMEOUT},
    [OUTCOME_IMAGE] = {"image", STATUS_IMAGE},
    [OUTCOME_VMM] = {"vmm", STATUS_IMAGE},
    [OUTCOME_TOOL] = {"tool", STATUS_TOOL},
    [OUTCOME_SIGNAL] = {"signal", STATUS_SIGNAL},
};

const char *outcome_name(enum outcome_kind kind)
{
    return kinds[kind].name;
}

void outcome_set(struct outcome *out, enum outcome_kind kind, int n,
                 const char *format, ...)
{
    va_list args;

    out->kind = kind;
    out->status = kinds[kind].status + n;
    va_start(args, format);
    vsnprintf(out->text, sizeof(out->text), format, args);
    va_end(args);
    /* Guest and QEMU must not talk to the terminal through our messages. */
    for (char *p = out->text; *p; p++) {
        if (*p < ' ' || *p > '~')
            *p = '?';
    }
}

/* The text behind @word and a blank at the start of @line, or NULL. */
static const char *after(const char *line, const char *word)
{
    size_t length = strlen(word);

    if (strncmp(line, word, length) != 0 || line[length] != ' ')
        return NULL;
    return line + length + 1;
}

static void take_exit(struct verdict *v, const char *text)
{
    char *end;
    unsigned long n = strtoul(text, &end, 10);

    if (*text < '0' || *text > '9' || *end || n > 255)
        return;
    v->decided = true;
    outcome_set(&v->outcome, OUTCOME_EXIT, n, "%s", "");
}

static void take_keys(struct verdict *v)
{
    static const struct {
        const char *line;
        bool intr, quit;
    } known[] = {{"keys", false, false},
                 {"keys intr", true, false},
                 {"keys quit", false, true},
                 {"keys intr quit", true, true}};

    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (strcmp(v->line, known[i].line) == 0) {
            v->wants_intr = known[i].intr;
            v->wants_quit = known[i].quit;
        }
    }
}

static void take_line(struct verdict *v)
{
    const char *text;

    if (strcmp(v->line, "ready") == 0)
        v->ready = true;
    if (strcmp(v->line, "end") == 0)
        v->end = true;
    take_keys(v);
    if (v->decided)
        return;
    if ((text = after(v->line, "exit"))) {
        take_exit(v, text);
    } else if ((text = after(v->line, "crash"))) {
        v->decided = true;
        outcome_set(&v->outcome, OUTCOME_CRASH, 0, "guest crashed: %s", text);
    } else if ((text = after(v->line, "refused"))) {
        v->decided = true;
        outcome_set(&v->outcome, OUTCOME_REFUSED, 0, "boot refused: %s", text);
    } else if (v->other) {
        v->other(v->context, v->line);
    }
}

void verdict_feed(struct verdict *v, const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] == '\n') {
            v->line[v->length] = '\0';
            take_line(v);
            v->length = 0;
        } else if (v->length < sizeof(v->line) - 1) {
            v->line[v->length++] = bytes[i];
        }
    }
}

void verdict_final(const struct verdict *v, int wait_status, const char *log,
                   struct outcome *out)
{
    int first_line = strcspn(log, "\n");

    if (v->decided)
        *out = v->outcome;
    else if (WIFSIGNALED(wait_status))
        outcome_set(out, OUTCOME_VMM, 0, "QEMU died of signal %d (%s)",
                    WTERMSIG(wait_status), strsignal(WTERMSIG(wait_status)));
    else if (WEXITSTATUS(wait_status) == 0)
        outcome_set(out, OUTCOME_CRASH, 0,
                    "guest crashed: reset without a status (a triple fault?)");
    else if (first_line == 0)
        outcome_set(out, OUTCOME_VMM, 0,
                    "QEMU ended with status %d and no message",
                    WEXITSTATUS(wait_status));
    else
        outcome_set(out, OUTCOME_VMM, 0, "QEMU failed: %.*s", first_line, log);
}
