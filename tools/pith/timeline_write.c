/*
 * timeline_write.c - a timeline as text and as JSON.
 */
#include <string.h>

#include "tools/pith/json.h"
#include "tools/pith/timeline.h"

#define MS 1e6
#define US 1e3

static void write_clock(FILE *out, const struct timeline *t)
{
    if (t->hz == 0) {
        fputs("  the guest told no times: is its runtime older?\n", out);
        return;
    }
    fprintf(out, "  guest's clock: %.0f MHz, %s", t->hz / 1e6,
            t->host_rate ? "the host's" : "not the host's");
    if (t->spread_ns >= 0)
        fprintf(out, "; readings differ by %.3f ms", t->spread_ns / MS);
    fputc('\n', out);
}

void timeline_text(FILE *out, const struct timeline_title *title,
                   const struct timeline *t)
{
    unsigned at = 0;

    fprintf(out, "pith: timeline of %s on %s, %s, in ms from starting QEMU\n",
            title->image, title->machine, title->accel);
    fputs("        from        took\n", out);
    for (unsigned i = 0; i < t->nr_steps; i++) {
        const struct timeline_step *s = &t->step[i];

        fprintf(out, "  %10.3f  %10.3f  %s\n", s->from_ns / MS,
                (s->to_ns - s->from_ns) / MS, s->name);
        for (; at < t->nr_points &&
               (t->point[at].at_ns < s->to_ns || i + 1 == t->nr_steps);
             at++)
            fprintf(out, "  %10.3f           *  %s\n", t->point[at].at_ns / MS,
                    t->point[at].name);
    }
    fprintf(out, "  %10.3f              end\n", t->end_ns / MS);
    write_clock(out, t);
}

static void write_steps(FILE *out, const struct timeline *t)
{
    fputs(",\n \"steps\":[", out);
    for (unsigned i = 0; i < t->nr_steps; i++) {
        const struct timeline_step *s = &t->step[i];

        fputs(i ? ",\n  {\"name\":" : "\n  {\"name\":", out);
        json_string(out, s->name);
        fprintf(out, ",\"from_us\":%.1f,\"us\":%.1f", s->from_ns / US,
                (s->to_ns - s->from_ns) / US);
        if (s->ticks)
            fprintf(out, ",\"ticks\":%llu", (unsigned long long)s->ticks);
        fputc('}', out);
    }
    fputs("],\n \"points\":[", out);
    for (unsigned i = 0; i < t->nr_points; i++) {
        fputs(i ? ",\n  {\"name\":" : "\n  {\"name\":", out);
        json_string(out, t->point[i].name);
        fprintf(out, ",\"at_us\":%.1f}", t->point[i].at_ns / US);
    }
    fputs("]}\n", out);
}

void timeline_json(FILE *out, const struct timeline_title *title,
                   const struct timeline *t)
{
    fputs("{\"image\":", out);
    json_string(out, title->image);
    fputs(",\"machine\":", out);
    json_string(out, title->machine);
    fprintf(out, ",\"accel\":\"%s\",\n \"total_us\":%.1f", title->accel,
            t->end_ns / US);
    if (t->hz > 0)
        fprintf(out, ",\"tsc_hz\":%.0f,\"host_rate\":%s", t->hz,
                t->host_rate ? "true" : "false");
    if (t->spread_ns >= 0 && t->hz > 0)
        fprintf(out, ",\"spread_us\":%.1f", t->spread_ns / US);
    write_steps(out, t);
}
