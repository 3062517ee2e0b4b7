/*
 * run.h - the parts of `pith run`.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "tools/pith/relay.h"
#include "tools/pith/run_disk.h"
#include "tools/pith/timeline.h"
#include "tools/pith/vmm.h"
#include "tools/pith/words.h"

/* What the command line asked for. */
struct run_options {
    struct vmm_config vmm; /* without `initrd`, `line` and `by_hand` */
    const char *initrd;    /* a file or directory; NULL: none */
    struct words env;      /* KEY=VALUE */
    struct words runtime;  /* NAME[=VALUE] of the runtime's pith.* options */
    struct words given;    /* the long names of the options used */
    struct run_disk disk[RUN_DISKS_MAX];
    unsigned nr_disks;
    struct words disks;    /* the same for QEMU: two words each */
    struct words folders;  /* of -v: two words each */
    struct words mounts;   /* what pith.mount= says of them */
    struct words qemu;     /* words for QEMU */
    struct words timeline; /* files for it; "" is standard error */
    char **args;           /* the program's, ended by NULL */
    int64_t timeout_ms;    /* 0: none */
    bool describes;        /* it is for others to run: pith xl, pith libvirt */
    bool print, quiet, json;
    const char *json_path; /* NULL: standard error */
    const char *core;      /* a file for it; NULL: none is wanted */
};

/*
 * run_options_read - read the command line of `pith run`.
 *
 * @argc, @argv  from the verb's name on; argv is reordered
 * @o            zeroed, but for `describes`
 *
 * Returns 0, or 1 after --help; else STATUS_TOOL, and the reason is printed.
 */
int run_options_read(int argc, char **argv, struct run_options *o);

/* A run: what was asked for, and what came of it. */
struct run {
    struct run_options o;
    enum relay_input input;
    char initrd[4096]; /* how QEMU opens a packed directory */
    bool share;        /* standard output and error are one file */
    int gdb;           /* a listening socket for gdb; -1: none */
    struct relay_result result;
    struct timeline_host host;
};

/*
 * run_image - whether @loader would boot the image, in the guest's memory.
 *
 * @loader  one enum elf_loader
 * @end     of the image in memory, if so
 * @out     says why not
 */
bool run_image(const struct run_options *o, unsigned loader, uint64_t *end,
               struct outcome *out);

/*
 * run_prepare - look at image and initrd, make the guest's command line.
 *
 * @run  zeroed but for `o`
 *
 * Returns whether QEMU can start; else run->result.outcome says why not.
 */
bool run_prepare(struct run *run);

/* run_boot - start QEMU and stay until it has ended. */
void run_boot(struct run *run);

/*
 * run_report - tell how a run ended, on standard error or in --json's file.
 *
 * A program that simply exits is worth no word but --json's. A crash gets the
 * source lines of its backtrace where the image has debug information.
 *
 * Returns the exit status.
 */
int run_report(const struct run *run);

/*
 * run_core_open - make the file of --core.
 *
 * Returns a descriptor from VMM_FD_FLOOR on, or a negative errno value.
 */
int run_core_open(const char *path);

/* run_core_close - say where the core is, or take the empty file away. */
void run_core_close(const struct run *run, int fd);

/*
 * run_timeline - write what --timeline asks for.
 *
 * Returns 0, or STATUS_TOOL, and the reason is printed.
 */
int run_timeline(const struct run *run);
