/*
 * report.h - all the facts, and the verdicts on them, in the order of reading.
 */
#pragma once

#include "judge.h"

/* report_facts - everything that was found, through out.h. */
void report_facts(const struct facts *f);

/* report_verdicts - the rows and the count, through out.h. */
void report_verdicts(const struct verdicts *v);

/* report_failures - one line of text for each FAIL, nothing else. */
void report_failures(const struct verdicts *v);
