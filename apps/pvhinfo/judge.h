/*
 * judge.h - the points of the PVH document, and whether a handover keeps them.
 */
#pragma once

#include "facts.h"

#define VERDICTS_MAX 96

/*
 * PASS  the document asks for it, and it is so
 * FAIL  the document asks for it, and it is not so
 * NOTE  the document leaves it open or it cannot be seen from here, and a
 *       guest may stumble over it
 */
enum result { RESULT_PASS, RESULT_FAIL, RESULT_NOTE };

struct verdict {
    enum result result;
    const char *point;   /* a short name that does not change */
    const char *section; /* of pvh.pandoc or start_info.h */
    char detail[112];
};

struct verdicts {
    unsigned count, failed, noted;
    struct verdict row[VERDICTS_MAX];
};

/*
 * judge - judge every point.
 *
 * The order of points is fixed; each comes once, those of a module once for
 * each module. The handover conforms if out->failed is 0.
 */
void judge(const struct facts *f, struct verdicts *out);

/* For judge.c's parts: add a row, its detail formatted as by printf. */
void judge_add(struct verdicts *out, enum result result, const char *point,
               const char *section, const char *detail, ...)
    __attribute__((format(printf, 5, 6)));

/* judge_memory - the points of map, modules and placement (judge_memory.c). */
void judge_memory(const struct facts *f, struct verdicts *out);
