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
#include "tools/pith/source_lines.h"

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

/* A frame that has no line, such as one of newlib's, is left out. */
static void print_sources(const struct notes *notes, const struct words *frame)
{
    message("the sources of the backtrace:");
    for (unsigned i = 0; i < notes->nr_frames; i++) {
        for (size_t k = 0; k < frame[i].count; k++) {
            bool inlined = k + 1 < frame[i].count;

            if (k == 0)
                fprintf(stderr, "    0x%016llx  ",
                        (unsigned long long)notes->frame[i].address);
            else
                fprintf(stderr, "    %18s  ", "");
            fprintf(stderr, "%s%s\n", frame[i].word[k],
                    inlined ? ", inlined in" : "");
        }
    }
}

static void write_backtrace(FILE *out, const struct notes *notes,
                            const struct words *frame)
{
    fputs(",\"backtrace\":[", out);
    for (unsigned i = 0; i < notes->nr_frames; i++) {
        fprintf(out, "%s{\"address\":\"0x%llx\",\"source\":[", i ? "," : "",
                (unsigned long long)notes->frame[i].address);
        for (size_t k = 0; k < frame[i].count; k++) {
            fputs(k ? "," : "", out);
            json_string(out, frame[i].word[k]);
        }
        fputs("]}", out);
    }
    fputc(']', out);
}

static void write_json(FILE *out, const struct run *run,
                       const struct words *frame)
{
    const struct outcome *outcome = &run->result.outcome;
    const struct vmm_config *vmm = &run->o.vmm;
    int64_t wall_ns = run->host.end_ns - run->host.spawn_ns;

    fprintf(out, "{\"outcome\":\"%s\",\"status\":%d,\"message\":",
            outcome_name(outcome->kind), outcome->status);
    json_string(out, outcome->text);
    fputs(",\"image\":", out);
    json_string(out, vmm->image);
    fputs(",\"vmm\":", out);
    json_string(out, vmm->qemu);
    fputs(",\"machine\":", out);
    json_string(out, vmm->machine);
    fprintf(out, ",\"accel\":\"%s\"", vmm->accel);
    if (run->result.notes.nr_frames)
        write_backtrace(out, &run->result.notes, frame);
    fprintf(out, ",\"wall_ms\":%lld}\n",
            run->host.end_ns ? (long long)wall_ns / 1000000 : 0);
}

static int report_json(const struct run *run, const struct words *frame)
{
    FILE *out = stderr;

    if (run->o.json_path)
        out = fopen(run->o.json_path, "we");
    if (!out)
        return -errno;
    write_json(out, run, frame);
    if (out != stderr && fclose(out) != 0)
        return -errno;
    return 0;
}

int run_report(const struct run *run)
{
    static struct words frame[NOTES_FRAMES];
    const struct outcome *outcome = &run->result.outcome;
    const struct notes *notes = &run->result.notes;
    /* As a shell does, say nothing where `pith run ... | head` ends. */
    bool quiet = run->o.quiet || outcome->kind == OUTCOME_EXIT ||
                 outcome->status == STATUS_SIGNAL + SIGPIPE;
    int error = 0;

    if ((!quiet || run->o.json) && outcome->kind == OUTCOME_CRASH &&
        source_lines_find(run->o.vmm.image, notes, frame) && !quiet)
        print_sources(notes, frame);
    if (!quiet) {
        print_log(outcome, run->result.log);
        message("%s (status %d)", outcome->text, outcome->status);
    }
    if (run->o.json)
        error = report_json(run, frame);
    if (error)
        return fail(STATUS_TOOL, "%s: %s", run->o.json_path, strerror(-error));
    return outcome->status;
}
