/*
 * pith.h - what every subcommand of the host tool shares.
 */
#pragma once

#include <stddef.h>

#define PITH_VERSION "0.1"

/*
 * Exit statuses of the tool itself; everything else comes from the guest.
 * pith(1) documents them, `pith run` alone uses the last four.
 */
enum pith_status {
    STATUS_BREACH = 1,    /* pith lint: a rule is broken */
    STATUS_TIMEOUT = 124, /* --timeout was reached */
    STATUS_TOOL = 125,    /* the tool was misused or could not work */
    STATUS_IMAGE = 126,   /* the image is refused, or QEMU failed */
    STATUS_REFUSED = 127, /* the runtime refused to boot */
    STATUS_CRASH = 134,   /* a fault, a panic or abort() in the guest */
    STATUS_SIGNAL = 128,  /* plus the signal that ended `pith run` */
};

/* A subcommand; main() gets the words from its name on, as in main(3). */
struct verb {
    const char *name;
    const char *summary;
    int (*main)(int argc, char **argv);
};

int run_main(int argc, char **argv);
int debug_main(int argc, char **argv);
int lint_main(int argc, char **argv);
int pack_main(int argc, char **argv);
int symtab_main(int argc, char **argv);
int mkdisk_main(int argc, char **argv);
int xl_main(int argc, char **argv);
int libvirt_main(int argc, char **argv);
int xen_core_main(int argc, char **argv);

/*
 * message - print one line on standard error: "pith: " and the text.
 *
 * The prefix is coloured when standard error is a terminal, NO_COLOR is unset
 * or empty, and TERM is not "dumb".
 */
void message(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * fail - message(), then return @status, so that a caller can end with it.
 */
int fail(int status, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * fail_option - the end of a verb whose getopt_long() returned '?' or ':'.
 *
 * @verb    the verb's name, for the hint
 * @argv    what getopt_long() read, after it read the bad word
 * @result  what it returned
 *
 * Returns STATUS_TOOL.
 */
int fail_option(const char *verb, char **argv, int result);

/*
 * file_map - map a whole file for reading; it stays mapped.
 *
 * @path  the file; anything but a regular file is refused
 * @data  the content; not touched on failure
 * @size  its length in bytes, which may be 0
 *
 * Returns 0, or a negative errno value.
 */
int file_map(const char *path, const void **data, size_t *size);
