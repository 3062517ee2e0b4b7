/*
 * main.c - the host command `pith`: finds the subcommand and runs it.
 *
 * One file a subcommand; each reads its own options and has its own --help.
 * The manual is docs/man/pith.1.
 */
#include "tools/pith/pith.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct verb verbs[] = {
    {"run", "boot an image in QEMU and end with its exit status", run_main},
    {"debug", "the same with gdb on it, stopped at main()", debug_main},
    {"lint", "check an image against every loader's rules", lint_main},
    {"pack", "pack a directory into an initial file system", pack_main},
    {"mkdisk", "make a disk image from a directory", mkdisk_main},
    {"xl", "write an image's configuration for Xen's xl", xl_main},
    {"libvirt", "write an image's domain for libvirt, in XML", libvirt_main},
    {"xen-core", "make a core of Xen's one that gdb opens", xen_core_main},
    {"symtab", "write the table of function names into an image", symtab_main},
};

#define NR_VERBS (sizeof(verbs) / sizeof(verbs[0]))

static int help(void)
{
    puts("Usage: pith VERB [OPTION]... [ARGUMENT]...\n"
         "Run and check applications that boot by PVH.\n");
    for (size_t i = 0; i < NR_VERBS; i++)
        printf("  %-8s %s\n", verbs[i].name, verbs[i].summary);
    puts("\n"
         "  --help     this text; pith VERB --help tells a verb's options\n"
         "  --version  the version\n"
         "\n"
         "Example: pith run hello.elf -- one \"two three\"\n"
         "Manual:  man pith");
    return 0;
}

static unsigned smallest(unsigned a, unsigned b, unsigned c)
{
    return a < b ? (a < c ? a : c) : (b < c ? b : c);
}

/* How many letters to add, drop or change between two words [Levenshtein]. */
static unsigned distance(const char *a, const char *b)
{
    unsigned row[16], columns = strlen(b);

    for (unsigned j = 0; j <= columns; j++)
        row[j] = j;
    for (unsigned i = 0; a[i]; i++) {
        unsigned diagonal = row[0];

        row[0] = i + 1;
        for (unsigned j = 1; j <= columns; j++) {
            unsigned above = row[j];

            row[j] = smallest(above + 1, row[j - 1] + 1,
                              diagonal + (a[i] != b[j - 1]));
            diagonal = above;
        }
    }
    return row[columns];
}

static int unknown(const char *word)
{
    const struct verb *best = &verbs[0];

    for (size_t i = 1; i < NR_VERBS; i++) {
        if (distance(word, verbs[i].name) < distance(word, best->name))
            best = &verbs[i];
    }
    if (strchr(word, '.') || strchr(word, '/'))
        return fail(STATUS_TOOL, "%s is no verb; did you mean: pith run %s",
                    word, word);
    if (distance(word, best->name) <= 2)
        return fail(STATUS_TOOL, "unknown verb %s; did you mean %s?", word,
                    best->name);
    return fail(STATUS_TOOL, "unknown verb %s; see pith --help", word);
}

/* A closed standard descriptor must not become some other file. */
static void open_standard(void)
{
    int fd;

    do {
        fd = open("/dev/null", O_RDWR);
    } while (fd >= 0 && fd <= STDERR_FILENO);
    close(fd);
}

int main(int argc, char **argv)
{
    open_standard();
    if (argc < 2)
        return fail(STATUS_TOOL, "a verb is missing; see pith --help");
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
        strcmp(argv[1], "help") == 0)
        return help();
    if (strcmp(argv[1], "--version") == 0) {
        puts("pith " PITH_VERSION);
        return 0;
    }
    for (size_t i = 0; i < NR_VERBS; i++) {
        if (strcmp(argv[1], verbs[i].name) == 0)
            return verbs[i].main(argc - 1, argv + 1);
    }
    return unknown(argv[1]);
}
