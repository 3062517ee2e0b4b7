/*
 * run_report.c - how a run ended, for people and for programs.
 */
#include "tools/pith/run.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "tools/pith/json.h"
#include "tools/pith/pith.h"

/* QEMU's lines, where it may be to blame; one line is in the outcome's text. */
static void print_log(const struct outcome *outcome, const char *log)
{
    const char *line = log, *end = strchr(log, '\n');

    if (outcome->kind != OUTCOME_VMM && outcome->kind != OUTCOME_CRASH)
        return;
    if (outcome->kind == OUTCOME_VMM && end && end[1] == '\0')
        return;
    for (; *line; line = end + 1) {
        end = strchr(line, '\n');
        if (!end)
            end = line + strlen(line) - 1;
        message("qemu: %.*s", (int)strcspn(line, "\r\n"), line);
    }
}

static void write_json(FILE *out, const struct run_options *o,
                       const struct outcome *outcome, int64_t wall_ms)
{
    fprintf(out, "{\"outcome\":\"%s\",\"status\":%d,\"message\":",
            outcome_name(outcome->kind), outcome->status);
    json_string(out, outcome->text);
    fputs(",\"image\":", out);
    json_string(out, o->vmm.image);
    fputs(",\"vmm\":", out);
    json_string(out, o->vmm.qemu);
    fputs(",\"machine\":", out);
    json_string(out, o->vmm.machine);
    fprintf(out, ",\"accel\":\"%s\",\"wall_ms\":%lld}\n", o->vmm.accel,
            (long long)wall_ms);
}

static int report_json(const struct run_options *o,
                       const struct outcome *outcome, int64_t wall_ms)
{
    FILE *out = stderr;

    if (o->json_path)
        out = fopen(o->json_path, "we");
    if (!out)
        return -errno;
    write_json(out, o, outcome, wall_ms);
    if (out != stderr && fclose(out) != 0)
        return -errno;
    return 0;
}

int run_report(const struct run_options *o, const struct outcome *outcome,
               const char *log, int64_t wall_ms)
{
    /* As a shell does, say nothing where `pith run ... | head` ends. */
    bool plain = outcome->kind == OUTCOME_EXIT ||
                 outcome->status == STATUS_SIGNAL + SIGPIPE;
    int error = 0;

    if (!plain && !o->quiet) {
        print_log(outcome, log);
        message("%s (status %d)", outcome->text, outcome->status);
    }
    if (o->json)
        error = report_json(o, outcome, wall_ms);
    if (error)
        return fail(STATUS_TOOL, "%s: %s", o->json_path, strerror(-error));
    return outcome->status;
}
