/*
 * timeline.c - what took how long, from starting QEMU to its end.
 */
#include "tools/pith/timeline.h"

#include <stdlib.h>
#include <string.h>
#include <x86intrin.h>

/* Syncs that lie further apart, and by more than a part of the time between
 * them, say that the rates differ: less may be this host, which reads late. */
#define SPREAD_MAX_NS   5000000
#define SPREAD_MAX_PART 2
#define NS              1e9
#define HZ_MAX          1e10 /* no TSC is faster */

/* From a stamp's name to that of the step which ends at it. */
static const struct {
    const char *stamp, *step;
} names[] = {
    {"kernel", "long mode"},  {"console", "traps, tables, UART"},
    {"handover", "handover"}, {"memory", "memory, command line"},
    {"stack", "main stack"},  {"setups", "setups"},
    {"main", "C library"},    {"exit", "program"},
};

/* When the guest's TSC was 0, and how fast it counts. */
struct clock {
    double hz, zero_ns;
    bool host_rate;
};

uint64_t timeline_tsc(void)
{
    return __rdtsc();
}

static const char *step_name(const char *stamp)
{
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strcmp(names[i].stamp, stamp) == 0)
            return names[i].step;
    }
    return stamp;
}

static void add_step(struct timeline *t, const char *name, int64_t from,
                     int64_t to, uint64_t ticks)
{
    if (t->nr_steps < TIMELINE_STEPS)
        t->step[t->nr_steps++] = (struct timeline_step){name, from, to, ticks};
}

static void add_point(struct timeline *t, const char *name, int64_t at)
{
    if (t->nr_points < TIMELINE_POINTS)
        t->point[t->nr_points++] = (struct timeline_point){name, at};
}

/* The rate of the guest's TSC between the first sync and the last; 0 if a
 * busy host read both at once. */
static double sync_rate(const struct notes *n, unsigned syncs)
{
    int64_t ns = n->sync_ns[syncs - 1] - n->sync_ns[0];
    double hz = ns > 0 && syncs > 1
                    ? (n->sync_tsc[syncs - 1] - n->sync_tsc[0]) * NS / ns
                    : 0;

    return hz < HZ_MAX ? hz : 0;
}

/* Sets t->hz, host_rate and spread_ns; false if the clocks cannot be joined. */
static bool join(const struct timeline_host *h, const struct notes *n,
                 struct timeline *t, struct clock *c)
{
    unsigned syncs =
        n->nr_syncs < n->nr_sync_stamps ? n->nr_syncs : n->nr_sync_stamps;
    double hz = (h->end_tsc - h->spawn_tsc) * NS / (h->end_ns - h->spawn_ns);
    double low = 0, high = 0, limit = SPREAD_MAX_NS;
    double part = syncs ? (n->sync_ns[syncs - 1] - n->sync_ns[0]) /
                              (double)SPREAD_MAX_PART
                        : 0;

    for (unsigned i = 0; i < syncs; i++) {
        double zero = n->sync_ns[i] - h->spawn_ns - n->sync_tsc[i] * NS / hz;

        low = !i || zero < low ? zero : low;
        high = !i || zero > high ? zero : high;
    }
    *c = (struct clock){hz, low, true};
    t->spread_ns = syncs > 1 ? (int64_t)(high - low) : -1;
    if (syncs && part > limit)
        limit = part;
    if (syncs && (h->icount || high - low > limit || low < 0))
        hz = h->icount ? NS : sync_rate(n, syncs);
    else
        hz = 0;
    if (hz > 0) {
        c->host_rate = false;
        c->hz = hz;
        c->zero_ns = n->sync_ns[0] - h->spawn_ns - n->sync_tsc[0] * NS / c->hz;
        t->spread_ns = -1;
    }
    t->hz = syncs ? c->hz : 0;
    t->host_rate = c->host_rate;
    return t->hz > 0;
}

static int64_t to_ns(const struct clock *c, uint64_t tsc)
{
    return (int64_t)(c->zero_ns + tsc * NS / c->hz);
}

/* What comes before the entry: QEMU's own start, then the firmware. */
static void add_before(struct timeline *t, const struct clock *c,
                       uint64_t entry_tsc)
{
    int64_t zero = (int64_t)c->zero_ns, entry = to_ns(c, entry_tsc);

    t->entry_ns = entry;
    if (c->host_rate) {
        add_step(t, "QEMU starts", 0, zero, 0);
        add_step(t, "firmware", zero, entry, entry_tsc);
    } else {
        add_step(t, "QEMU and firmware", 0, entry, 0);
    }
}

static void add_guest(struct timeline *t, const struct clock *c,
                      const struct notes *n)
{
    const struct notes_stamp *last = NULL;

    for (unsigned i = 0; i < n->nr_stamps; i++) {
        const struct notes_stamp *s = &n->stamp[i];

        if (s->is_mark) {
            add_point(t, s->name, to_ns(c, s->tsc));
            continue;
        }
        if (!last)
            add_before(t, c, s->tsc);
        else
            add_step(t, step_name(s->name), to_ns(c, last->tsc),
                     to_ns(c, s->tsc), s->tsc - last->tsc);
        if (strcmp(s->name, "main") == 0)
            t->main_ns = to_ns(c, s->tsc);
        last = s;
    }
}

static int by_time(const void *a, const void *b)
{
    const struct timeline_point *x = a, *y = b;

    return (x->at_ns > y->at_ns) - (x->at_ns < y->at_ns);
}

void timeline_make(const struct timeline_host *h, const struct notes *n,
                   struct timeline *out)
{
    struct clock c;
    int64_t last;

    *out = (struct timeline){.end_ns = h->end_ns - h->spawn_ns};
    if (join(h, n, out, &c))
        add_guest(out, &c, n);
    last = out->nr_steps ? out->step[out->nr_steps - 1].to_ns : 0;
    add_step(out, out->nr_steps ? "QEMU ends" : "QEMU", last, out->end_ns, 0);
    if (h->output_ns)
        add_point(out, "first byte of output", h->output_ns - h->spawn_ns);
    if (h->verdict_ns)
        add_point(out, "verdict", h->verdict_ns - h->spawn_ns);
    qsort(out->point, out->nr_points, sizeof(out->point[0]), by_time);
}
