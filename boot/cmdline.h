/*
 * cmdline.h - the command line: KEY=VALUE ... pith.OPTION=... -- ARG ...
 *
 * Words are separated by blanks (space, tab, newline, return).  '...', "..."
 * and backslash quote as in a POSIX shell; nothing is expanded.  The first bare
 * word `--` (no quoting in it) ends the settings.
 *
 *   before `--`  KEY=VALUE         environment; the last of equal KEYs wins
 *                pith.NAME[=VALUE] an option; the last of equal NAMEs wins
 *                anything else     ignored ("quiet", "a.b=c")
 *   after `--`   every word        argv[1], argv[2], ...
 *   both sides   virtio_mmio.device=VALUE  kept for drivers, nowhere else
 *
 * KEY is a name: [A-Za-z_][A-Za-z0-9_]*.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "boot/error.h"

#define CMDLINE_ENV_MAX 4096 /* KEY=VALUE words; more are refused */

/*
 * struct cmdline - a parsed command line.  Read it by the functions below.
 *
 * @argc        words for argv, argv[0] included, so at least 1
 * @envc        words for envp, duplicates included: an upper limit
 * @nr_options  pith.* words
 * @nr_devices  virtio_mmio.device= words
 * @words       all words, each NUL-terminated, one behind the other
 * @args        the first word behind `--`
 * @end         behind the last word
 */
struct cmdline {
    uint32_t argc, envc, nr_options, nr_devices;
    char *words, *args, *end;
};

/*
 * cmdline_parse - split a command line in place.
 *
 * @text  the command line; NULL is as good as "".  It is overwritten, becomes
 *        the storage of every word, and must live as long as argv and envp.
 * @out   result; undefined on failure
 * @err   filled on failure
 *
 * Returns 0; -BOOT_CMDLINE_QUOTE if a quote is not closed (err->a: its offset
 * in bytes, err->what: which one); -BOOT_CMDLINE_ENV_MANY.  Any context.
 */
int cmdline_parse(char *text, struct cmdline *out, struct boot_error *err);

/*
 * cmdline_fill - make argv and envp.
 *
 * @name  argv[0] where pith.name= is not given; kept, and the program may write
 *        to it
 * @argv  room for cl->argc + 1 pointers; a NULL ends it
 * @envp  room for cl->envc + 1 pointers; a NULL ends it
 *
 * Returns the number of strings in @envp.  But for @name both
 * arrays point into the text given to cmdline_parse().  Any context.
 */
unsigned cmdline_fill(const struct cmdline *cl, char *name, char **argv,
                      char **envp);

/*
 * cmdline_option - the value of pith.@name.
 *
 * Returns the text behind `=`, "" for `pith.name` without one, NULL if the
 * option is not given.  Any context.
 */
const char *cmdline_option(const struct cmdline *cl, const char *name);

/*
 * cmdline_device - walk the values of virtio_mmio.device=.
 *
 * @previous  NULL for the first, else what the last call returned
 *
 * Returns the value ("4K@0xc0001000:5"), or NULL behind the last.  Any context.
 */
const char *cmdline_device(const struct cmdline *cl, const char *previous);
