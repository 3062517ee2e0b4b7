/*
 * lint.c - `pith lint`: check an image against every loader's rules.
 *
 * The rules are in elf_check.c; this is how they are shown.
 */
#include "tools/pith/elf_check.h"
#include "tools/pith/json.h"
#include "tools/pith/pith.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

static const char usage[] =
    "Usage: pith lint [--json] IMAGE...\n"
    "Check images against the rules of every loader.\n"
    "\n"
    "Each broken rule is one line on standard output: the rule, the values,\n"
    "and in brackets the loaders that mind (\"pith\": the runtime does).\n"
    "\n"
    "  --json     one JSON object for each image instead of the lines\n"
    "  -h, --help this text\n"
    "\n"
    "Exit status: 0 every rule is kept, 1 one is broken, 125 bad usage,\n"
    "126 an image cannot be read or is not an ELF file.\n";

static const struct {
    unsigned set;
    const char *name;
} loader[] = {
    {LOADER_QEMU, "QEMU"},
    {LOADER_DOMU, "Xen domU"},
    {LOADER_DOM0, "Xen dom0"},
    {LOADER_RUST, "Firecracker"},
    {LOADER_RUST, "Cloud Hypervisor"},
    {LOADER_PITH, "pith"},
};

#define NR_LOADERS (sizeof(loader) / sizeof(loader[0]))

static void print_lines(const char *path, const struct elf_report *report)
{
    for (unsigned i = 0; i < report->count; i++) {
        const struct elf_breach *b = &report->breach[i];
        const char *separator = " (";

        printf("%s: %s: %s", path, b->rule, b->text);
        if (b->loaders == LOADER_ALL) {
            puts(" (every loader)");
            continue;
        }
        for (size_t k = 0; k < NR_LOADERS; k++) {
            if (!(b->loaders & loader[k].set))
                continue;
            printf("%s%s", separator, loader[k].name);
            separator = ", ";
        }
        puts(")");
    }
    if (report->count == 0)
        printf("%s: every loader's rules are kept\n", path);
}

static void print_json(const char *path, const struct elf_report *report)
{
    fputs("{\"image\":", stdout);
    json_string(stdout, path);
    printf(",\"ok\":%s,\"breaches\":[", report->count ? "false" : "true");
    for (unsigned i = 0; i < report->count; i++) {
        const struct elf_breach *b = &report->breach[i];
        const char *separator = "";

        printf("%s{\"rule\":\"%s\",\"loaders\":[", i ? "," : "", b->rule);
        for (size_t k = 0; k < NR_LOADERS; k++) {
            if (!(b->loaders & loader[k].set))
                continue;
            printf("%s\"%s\"", separator, loader[k].name);
            separator = ",";
        }
        fputs("],\"message\":", stdout);
        json_string(stdout, b->text);
        fputs("}", stdout);
    }
    puts("]}");
}

static int lint(const char *path, int json)
{
    struct elf_report report;
    const void *file;
    size_t size;
    int error = file_map(path, &file, &size);

    if (error)
        return fail(STATUS_IMAGE, "%s: %s", path, strerror(-error));
    if (!elf_check(file, size, &report))
        return fail(STATUS_IMAGE, "%s: not an ELF file", path);
    if (json)
        print_json(path, &report);
    else
        print_lines(path, &report);
    if (fflush(stdout) || ferror(stdout))
        return fail(STATUS_TOOL, "cannot write the result");
    return report.count ? STATUS_BREACH : 0;
}

int lint_main(int argc, char **argv)
{
    static const struct option options[] = {
        {"json", no_argument, NULL, 'j'},
        {"help", no_argument, NULL, 'h'},
        {0},
    };
    int json = 0, status = 0, c;

    while ((c = getopt_long(argc, argv, ":h", options, NULL)) != -1) {
        if (c == 'h') {
            fputs(usage, stdout);
            return 0;
        }
        if (c != 'j')
            return fail_option("lint", argv, c);
        json = 1;
    }
    if (optind == argc)
        return fail(STATUS_TOOL,
                    "lint: IMAGE is missing; see pith lint --help");
    for (; optind < argc; optind++) {
        int one = lint(argv[optind], json);

        status = one > status ? one : status;
    }
    return status;
}
