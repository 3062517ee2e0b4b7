/*
 * pack.c - `pith pack`: pack a directory into an initial file system.
 *
 * `pith run -i DIR` packs by itself; this is for other loaders.
 */
#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/pith/cpio_write.h"
#include "tools/pith/pith.h"

static const char usage[] =
    "Usage: pith pack DIR [FILE]\n"
    "Pack a directory into a cpio archive, the guest's root file system.\n"
    "\n"
    "Without FILE the archive goes to standard output. The same tree gives "
    "the\n"
    "same bytes: sorted names, user and group 0, no time above\n"
    "SOURCE_DATE_EPOCH.\n"
    "\n"
    "  -h, --help this text\n"
    "\n"
    "Exit status: 0 done, 125 an error.\n";

static int pack(const char *dir, FILE *out)
{
    char *bad = NULL;
    int error = cpio_write(dir, out, &bad);

    if (error == -EMEDIUMTYPE)
        return fail(STATUS_TOOL, "%s: not a file, directory or link", bad);
    if (error)
        return fail(STATUS_TOOL, "%s: %s", bad ? bad : dir, strerror(-error));
    if (fflush(out) || ferror(out))
        return fail(STATUS_TOOL, "cannot write the archive");
    return 0;
}

static bool is_file(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

static int pack_to(const char *dir, const char *path)
{
    FILE *out = fopen(path, "wbe");
    int status;

    if (!out)
        return fail(STATUS_TOOL, "%s: %s", path, strerror(errno));
    status = pack(dir, out);
    if (fclose(out) && !status)
        status = fail(STATUS_TOOL, "%s: %s", path, strerror(errno));
    if (status && is_file(path)) /* not /dev/null */
        unlink(path);
    return status;
}

int pack_main(int argc, char **argv)
{
    static const struct option options[] = {
        {"help", no_argument, NULL, 'h'},
        {0},
    };
    int c;

    while ((c = getopt_long(argc, argv, ":h", options, NULL)) != -1) {
        if (c != 'h')
            return fail_option("pack", argv, c);
        fputs(usage, stdout);
        return 0;
    }
    if (argc - optind == 2)
        return pack_to(argv[optind], argv[optind + 1]);
    if (argc - optind != 1)
        return fail(STATUS_TOOL, "pack: give a DIR; see pith pack --help");
    if (isatty(STDOUT_FILENO))
        return fail(STATUS_TOOL, "pack: give a FILE, not the terminal");
    return pack(argv[optind], stdout);
}
