/*
 * xen_core_main.c - `pith xen-core`: a core of Xen's as one that gdb opens.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tools/pith/pith.h"
#include "tools/pith/xen_core.h"

static const char usage[] =
    "Usage: pith xen-core XENCORE CORE\n"
    "Make of what `xl dump-core`, or on_crash=\"coredump-destroy\", wrote a\n"
    "core for gdb: gdb IMAGE CORE.\n"
    "\n"
    "  -h, --help this text\n"
    "\n"
    "Exit status: 0 done, 125 an error.\n";

static int convert(const char *from, const char *to)
{
    const void *in;
    const char *why;
    size_t size;
    int error = file_map(from, &in, &size);
    FILE *out;

    if (error)
        return fail(STATUS_TOOL, "%s: %s", from, strerror(-error));
    out = fopen(to, "wbe");
    if (!out)
        return fail(STATUS_TOOL, "%s: %s", to, strerror(errno));
    why = xen_core_convert(in, size, out);
    munmap((void *)in, size);
    error = ferror(out);
    if (fclose(out))
        error = 1;
    if (!why && !error)
        return 0;
    unlink(to);
    return fail(STATUS_TOOL, "%s: %s", why ? from : to,
                why ? why : "cannot write");
}

int xen_core_main(int argc, char **argv)
{
    static const struct option options[] = {
        {"help", no_argument, NULL, 'h'},
        {0},
    };
    int c;

    while ((c = getopt_long(argc, argv, ":h", options, NULL)) != -1) {
        if (c != 'h')
            return fail_option("xen-core", argv, c);
        fputs(usage, stdout);
        return 0;
    }
    if (argc - optind != 2)
        return fail(STATUS_TOOL, "xen-core: give XENCORE and CORE; see pith "
                                 "xen-core --help");
    return convert(argv[optind], argv[optind + 1]);
}
