/*
 * run.h - the parts of `pith run`.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "tools/pith/verdict.h"
#include "tools/pith/vmm.h"
#include "tools/pith/words.h"

/* What the command line asked for. */
struct run_options {
    struct vmm_config vmm; /* without `initrd`, `line` and `by_hand` */
    const char *initrd;    /* a file or directory; NULL: none */
    struct words env;      /* KEY=VALUE */
    struct words runtime;  /* NAME[=VALUE] of the runtime's pith.* options */
    struct words qemu;     /* words for QEMU */
    char **args;           /* the program's, ended by NULL */
    int64_t timeout_ms;    /* 0: none */
    bool print, quiet, json;
    const char *json_path; /* NULL: standard error */
};

/*
 * run_options_read - read the command line of `pith run`.
 *
 * @argc, @argv  from the verb's name on; argv is reordered
 * @o            zeroed
 *
 * Returns 0, or 1 after --help; else STATUS_TOOL, and the reason is printed.
 */
int run_options_read(int argc, char **argv, struct run_options *o);

/*
 * run_report - tell how a run ended, on standard error or in --json's file.
 *
 * A program that simply exits is worth no word but --json's.
 *
 * @log      what QEMU printed
 * @wall_ms  how long QEMU ran
 *
 * Returns the exit status.
 */
int run_report(const struct run_options *o, const struct outcome *outcome,
               const char *log, int64_t wall_ms);
