/*
 * test_timeline.c - joining the guest's clock with the host's, and the outputs.
 */
// cflags: -D_GNU_SOURCE
// links: tools/pith/timeline.c tools/pith/timeline_write.c
// links: tools/pith/timeline_svg.c tools/pith/json.c tools/pith/notes.c

#include "tools/pith/timeline.h"

#include <stdlib.h>
#include <string.h>

#include "tests/check.h"

#define START_NS 1000000000ll

/* 100 ms of a host whose TSC counts 2 a ns. */
static const struct timeline_host host = {
    .spawn_ns = START_NS,
    .output_ns = START_NS + 45000000,
    .end_ns = START_NS + 100000000,
    .spawn_tsc = 7000,
    .end_tsc = 7000 + 200000000,
};

static const struct timeline_title title = {"a<b&.elf", "microvm", "tcg"};

/* The guest's TSC is 0 after 30 ms; syncs arrive @delay ns late. */
static struct notes told(int64_t delay, int64_t delay2)
{
    struct notes n = {.now_ns = START_NS + 41000000 + delay};

    notes_line(&n, "sync");
    n.now_ns = START_NS + 50000000 + delay2;
    notes_line(&n, "sync");
    notes_line(&n, "stamp 0x1312d00 entry");  /* 20000000: 40 ms */
    notes_line(&n, "stamp 0x13ab668 kernel"); /* 20625000 */
    notes_line(&n, "stamp 0x14fb180 main");   /* 22000000: 41 ms */
    notes_line(&n, "mark 0x1c9c380 half");    /* 30000000: 45 ms */
    notes_line(&n, "stamp 0x2625a00 exit");   /* 40000000: 50 ms */
    notes_line(&n, "stamp 0x14fb180 sync");
    notes_line(&n, "stamp 0x2625a00 sync");
    return n;
}

static bool near(int64_t a, int64_t b)
{
    return llabs(a - b) <= 10;
}

static bool step_is(const struct timeline *t, unsigned i, const char *name,
                    int64_t from, int64_t to)
{
    return i < t->nr_steps && strcmp(t->step[i].name, name) == 0 &&
           near(t->step[i].from_ns, from) && near(t->step[i].to_ns, to);
}

TEST(clocks_that_run_together)
{
    struct notes n = told(300000, 0);
    struct timeline t;

    timeline_make(&host, &n, &t);
    CHECK(t.host_rate && t.hz == 2e9 && near(t.spread_ns, 300000));
    CHECK(t.nr_steps == 6);
    CHECK(step_is(&t, 0, "QEMU starts", 0, 30000000));
    CHECK(step_is(&t, 1, "firmware", 30000000, 40000000));
    CHECK(step_is(&t, 2, "long mode", 40000000, 40312500));
    CHECK(step_is(&t, 4, "program", 41000000, 50000000));
    CHECK(step_is(&t, 5, "QEMU ends", 50000000, 100000000));
    CHECK(t.step[2].ticks == 625000 && t.step[0].ticks == 0);
    CHECK(near(t.entry_ns, 40000000) && near(t.main_ns, 41000000));
    CHECK(t.nr_points == 2);
    CHECK(strcmp(t.point[0].name, "half") == 0 ||
          strcmp(t.point[1].name, "half") == 0);
}

TEST(clocks_that_do_not)
{
    struct timeline_host counting = host;
    struct notes n = told(0, 0);
    struct timeline t;

    n.sync_ns[0] = START_NS + 41000000;
    n.sync_ns[1] = START_NS + 86000000; /* 18 million ticks in 45 ms */
    timeline_make(&host, &n, &t);
    CHECK(!t.host_rate && t.hz > 399e6 && t.hz < 401e6 && t.spread_ns == -1);
    CHECK(strcmp(t.step[0].name, "QEMU and firmware") == 0);
    CHECK(near(t.main_ns, 41000000));
    CHECK(step_is(&t, t.nr_steps - 1, "QEMU ends", 86000000, 100000000));
    n = told(0, 1000000);
    timeline_make(&host, &n, &t);
    CHECK(t.host_rate);
    counting.icount = true;
    timeline_make(&counting, &n, &t);
    CHECK(!t.host_rate && t.hz == 1e9);
}

TEST(a_guest_that_tells_nothing)
{
    struct notes n = {0};
    struct timeline t;

    timeline_make(&host, &n, &t);
    CHECK(t.hz == 0 && t.nr_steps == 1);
    CHECK(step_is(&t, 0, "QEMU", 0, 100000000));
    n.now_ns = START_NS + 5;
    notes_line(&n, "sync"); /* and then it hung */
    timeline_make(&host, &n, &t);
    CHECK(t.hz == 0 && t.nr_steps == 1);
}

static char *written(void (*write)(FILE *, const struct timeline_title *,
                                   const struct timeline *),
                     const struct timeline *t)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    write(out, &title, t);
    fclose(out);
    return text;
}

TEST(what_is_written)
{
    struct notes n = told(0, 0);
    struct timeline t;
    char *text, *json, *svg;

    timeline_make(&host, &n, &t);
    text = written(timeline_text, &t);
    json = written(timeline_json, &t);
    svg = written(timeline_svg, &t);
    CHECK(strstr(text, "    30.000      10.000  firmware\n"));
    CHECK(strstr(text, "    45.000           *  half\n"));
    CHECK(strstr(text, "2000 MHz, the host's; readings differ by 0.000"));
    CHECK(strstr(json, "{\"name\":\"firmware\",\"from_us\":30000.0,"
                       "\"us\":10000.0,\"ticks\":20000000}"));
    CHECK(strstr(json, "\"image\":\"a<b&.elf\""));
    CHECK(strstr(svg, "a&lt;b&amp;.elf on microvm, tcg: 100.0 ms"));
    CHECK(strstr(svg, "PVH entry to main()"));
    CHECK(strcmp(svg + strlen(svg) - 7, "</svg>\n") == 0);
    free(text);
    free(json);
    free(svg);
}
