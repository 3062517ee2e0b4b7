/*
 * xl.c - `pith xl` and `pith libvirt`: an image as a Xen domain's description.
 *
 * Both take the options of `pith run` that describe the guest; the rest of
 * them is accepted and means nothing here.
 */
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tools/pith/guest_line.h"
#include "tools/pith/pith.h"
#include "tools/pith/run.h"
#include "tools/pith/xl_config.h"

static const char xl_usage[] =
    "Usage: pith xl [OPTION]... IMAGE [-- ARGUMENT...]\n"
    "Write the configuration by which Xen's `xl create` starts an image.\n"
    "\n"
    "Options are those of pith run: -m, --smp, -i, -e, --env-file, -o. The\n"
    "initial file system must be an archive; see pith pack. Every on_* is\n"
    "\"destroy\": exit(1) is Xen's reboot, and would start it again.\n"
    "\n"
    "Exit status: 0 done, 125 an error.\n";

static const char libvirt_usage[] =
    "Usage: pith libvirt --xen [OPTION]... IMAGE [-- ARGUMENT...]\n"
    "Write the XML by which libvirt starts an image as a domain of Xen.\n"
    "\n"
    "      --xen             for Xen's driver; there is no other yet\n"
    "\n"
    "Other options are those of pith xl.\n"
    "\n"
    "Exit status: 0 done, 125 an error.\n";

struct domain {
    struct xl_config config;
    char *name, *kernel, *ramdisk;
};

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

/* Read the command line; returns 0, or the status to end with. */
static int read_domain(int argc, char **argv, struct domain *d)
{
    static struct run_options o;
    struct words runtime = {0};
    int status = run_options_read(argc, argv, &o);

    if (status)
        return status;
    if (o.initrd && is_directory(o.initrd))
        return fail(STATUS_TOOL, "%s: %s is a directory; pack it: pith pack",
                    argv[0], o.initrd);
    d->name = name_of(o.vmm.image);
    d->kernel = absolute(o.vmm.image);
    d->ramdisk = o.initrd ? absolute(o.initrd) : NULL;
    if (!d->name || !d->kernel || (o.initrd && !d->ramdisk))
        return STATUS_TOOL;
    words_add(&runtime, "name=%s", basename(o.vmm.image));
    for (size_t i = 0; i < o.runtime.count; i++)
        words_add(&runtime, "%s", o.runtime.word[i]);
    d->config = (struct xl_config){
        .name = d->name,
        .kernel = d->kernel,
        .ramdisk = d->ramdisk,
        .line = guest_line_make(&o.env, &runtime, o.args),
        .memory = o.vmm.memory,
        .cpus = o.vmm.cpus,
        .at_end = "destroy",
    };
    return 0;
}

static bool is_help(const char *word)
{
    return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
}

static bool has_help(int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (is_help(argv[i]))
            return true;
    }
    return false;
}

static int finish(void)
{
    return fflush(stdout) ? fail(STATUS_TOOL, "cannot write") : 0;
}

int xl_main(int argc, char **argv)
{
    static struct domain d;
    int status;

    if (has_help(argc, argv)) {
        fputs(xl_usage, stdout);
        return 0;
    }
    status = read_domain(argc, argv, &d);
    if (status)
        return status;
    xl_config_write(stdout, &d.config);
    return finish();
}

static void write_element(const char *name, const char *text)
{
    printf("    <%s>", name);
    for (; *text; text++) {
        if (*text == '&')
            fputs("&amp;", stdout);
        else if (*text == '<')
            fputs("&lt;", stdout);
        else if (*text == '>')
            fputs("&gt;", stdout);
        else if ((unsigned char)*text < ' ')
            printf("&#%d;", *text);
        else
            putchar(*text);
    }
    printf("</%s>\n", name);
}

static void write_xml(const struct xl_config *c)
{
    puts("<domain type='xen'>");
    write_element("name", c->name);
    printf("    <memory unit='KiB'>%llu</memory>\n"
           "    <vcpu>%u</vcpu>\n"
           "    <os>\n"
           "    <type arch='x86_64' machine='xenpvh'>xenpvh</type>\n",
           (unsigned long long)c->memory / 1024, c->cpus);
    write_element("kernel", c->kernel);
    if (c->ramdisk)
        write_element("initrd", c->ramdisk);
    write_element("cmdline", c->line);
    puts("    </os>");
    write_element("on_poweroff", c->at_end);
    write_element("on_reboot", c->at_end);
    write_element("on_crash", c->at_end);
    puts("    <devices>\n"
         "    <console type='pty'>\n"
         "    <target type='xen' port='0'/>\n"
         "    </console>\n"
         "    </devices>\n"
         "</domain>");
}

/* Take --xen out of argv. */
static bool take_xen(int *argc, char **argv)
{
    for (int i = 1; i < *argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], "--xen") != 0)
            continue;
        memmove(argv + i, argv + i + 1, (size_t)(*argc - i) * sizeof(*argv));
        (*argc)--;
        return true;
    }
    return false;
}

int libvirt_main(int argc, char **argv)
{
    static struct domain d;
    int status;
    bool xen;

    if (has_help(argc, argv)) {
        fputs(libvirt_usage, stdout);
        return 0;
    }
    xen = take_xen(&argc, argv);
    status = read_domain(argc, argv, &d);
    if (status)
        return status;
    if (!xen)
        return fail(STATUS_TOOL, "libvirt: say --xen: there is nothing else");
    write_xml(&d.config);
    return finish();
}
