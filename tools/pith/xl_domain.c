/*
 * xl_domain.c - see xl_domain.h.
 */
#include "tools/pith/xl_domain.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tools/pith/elf_check.h"
#include "tools/pith/guest_line.h"
#include "tools/pith/pith.h"
#include "tools/pith/run_xen.h"

static char *absolute(const char *path)
{
    char *whole = realpath(path, NULL);

    if (!whole)
        fail(STATUS_TOOL, "%s: %s", path, strerror(errno));
    return whole;
}

/* The image's file name without .elf. */
static char *name_of(const char *image)
{
    char *name = strdup(basename(image));
    size_t n = name ? strlen(name) : 0;

    if (n > 4 && strcmp(name + n - 4, ".elf") == 0)
        name[n - 4] = '\0';
    return name;
}

static bool is_directory(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* Whether the option describes the guest, or else why it is not taken. */
static const char *why_not(const char *name, const struct run_options *o)
{
    static const char *const taken[] = {"memory", "smp", "initrd",   "disk",
                                        "env",    "net", "env-file", "option"};

    if (strcmp(name, "publish") == 0 ||
        (strcmp(name, "net") == 0 && o->vmm.net.kind != VMM_NET_NONE &&
         o->vmm.net.kind != VMM_NET_BRIDGE))
        return "Xen has no such network; use --net bridge=NAME";
    if (strcmp(name, "volume") == 0)
        return RUN_XEN_NO_FOLDERS;
    for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++) {
        if (strcmp(name, taken[i]) == 0)
            return NULL;
    }
    return "it is for pith run";
}

static int check_given(const char *verb, const struct run_options *o)
{
    for (size_t i = 0; i < o->given.count; i++) {
        const char *name = o->given.word[i], *why = why_not(name, o);

        if (why)
            return fail(STATUS_TOOL, "%s: --%s: %s", verb, name, why);
    }
    if (o->initrd && is_directory(o->initrd))
        return fail(STATUS_TOOL, "%s: %s is a directory; pack it: pith pack",
                    verb, o->initrd);
    return run_xen_domain(verb, o);
}

static int add_disks(struct xl_domain *d)
{
    const struct run_options *o = &d->o;

    for (unsigned i = 0; i < o->nr_disks; i++) {
        char *path = absolute(o->disk[i].file);
        struct stat st;

        if (!path || stat(path, &st))
            return STATUS_TOOL;
        d->disk[i] = (struct xl_disk){
            path, o->disk[i].format, o->disk[i].read_only, S_ISBLK(st.st_mode)};
    }
    return 0;
}

static char *line_of(const struct run_options *o)
{
    struct words runtime = {0};

    words_add(&runtime, "name=%s", basename(o->vmm.image));
    for (size_t i = 0; i < o->runtime.count; i++)
        words_add(&runtime, "%s", o->runtime.word[i]);
    return guest_line_make(&o->env, &runtime, o->args);
}

static int check_image(const char *verb, const struct run_options *o)
{
    struct outcome bad = {0};
    uint64_t end;

    return run_image(o, LOADER_DOMU, &end, &bad)
               ? 0
               : fail(STATUS_TOOL, "%s: %s", verb, bad.text);
}

int xl_domain_read(int argc, char **argv, struct xl_domain *d)
{
    const char *verb = argv[0];
    struct run_options *o = &d->o;
    int status;

    o->describes = true;
    status = run_options_read(argc, argv, o);
    if (!status)
        status = check_given(verb, o);
    if (!status)
        status = check_image(verb, o);
    if (!status)
        status = add_disks(d);
    if (status)
        return status;
    d->config = (struct xl_config){
        .name = name_of(o->vmm.image),
        .kernel = absolute(o->vmm.image),
        .ramdisk = o->initrd ? absolute(o->initrd) : NULL,
        .line = line_of(o),
        .memory = o->vmm.memory,
        .cpus = o->vmm.cpus,
        .at_end = "destroy",
        .disk = d->disk,
        .nr_disks = o->nr_disks,
        .bridge = o->vmm.net.kind == VMM_NET_BRIDGE ? o->vmm.net.name : NULL,
    };
    return !d->config.kernel || (o->initrd && !d->config.ramdisk) ? STATUS_TOOL
                                                                  : 0;
}

static bool is_help(const char *word)
{
    return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
}

bool xl_domain_help(int argc, char **argv, const char *text)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (!is_help(argv[i]))
            continue;
        fputs(text, stdout);
        return true;
    }
    return false;
}

int xl_domain_written(void)
{
    return fflush(stdout) ? fail(STATUS_TOOL, "cannot write") : 0;
}
