/*
 * libvirt.c - `pith libvirt`: an image as libvirt's XML of a Xen domain.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "tools/pith/pith.h"
#include "tools/pith/xl_domain.h"

static const char usage[] =
    "Usage: pith libvirt --xen [OPTION]... IMAGE [-- ARGUMENT...]\n"
    "Write the XML by which libvirt starts an image as a domain of Xen.\n"
    "\n"
    "      --xen             for Xen's driver; there is no other yet\n"
    "\n"
    "Other options are those of pith xl.\n"
    "\n"
    "Exit status: 0 done, 125 an error.\n";

/* Inside an element, or between single quotes. */
static void write_text(const char *text)
{
    for (; *text; text++) {
        if (*text == '&')
            fputs("&amp;", stdout);
        else if (*text == '<')
            fputs("&lt;", stdout);
        else if (*text == '>')
            fputs("&gt;", stdout);
        else if (*text == '\'')
            fputs("&apos;", stdout);
        else if ((unsigned char)*text < ' ')
            printf("&#%d;", *text);
        else
            putchar(*text);
    }
}

static void write_element(const char *name, const char *text)
{
    printf("    <%s>", name);
    write_text(text);
    printf("</%s>\n", name);
}

static void write_disk(const struct xl_disk *disk, unsigned number)
{
    printf("    <disk type='%s' device='disk'>\n"
           "    <driver name='%s' type='%s'/>\n"
           "    <source %s='",
           disk->device ? "block" : "file", disk->device ? "phy" : "qemu",
           disk->format, disk->device ? "dev" : "file");
    write_text(disk->target);
    printf("'/>\n"
           "    <target dev='xvd%c' bus='xen'/>\n",
           'a' + (int)number);
    if (disk->read_only)
        puts("    <readonly/>");
    puts("    </disk>");
}

static void write_card(const char *bridge)
{
    fputs("    <interface type='bridge'>\n"
          "    <source bridge='",
          stdout);
    write_text(bridge);
    puts("'/>\n"
         "    </interface>");
}

static void write_devices(const struct xl_config *c)
{
    puts("    <devices>");
    for (unsigned i = 0; i < c->nr_disks; i++)
        write_disk(&c->disk[i], i);
    if (c->bridge)
        write_card(c->bridge);
    puts("    <console type='pty'>\n"
         "    <target type='xen' port='0'/>\n"
         "    </console>\n"
         "    </devices>");
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
    write_devices(c);
    puts("</domain>");
}

/* XML has no other characters below the blank, not even as numbers. */
static bool fits_xml(const char *text)
{
    for (; text && *text; text++) {
        if ((unsigned char)*text < ' ' && !strchr("\t\n\r", *text))
            return false;
    }
    return true;
}

static int check_text(const struct xl_config *c)
{
    const char *const texts[] = {c->name, c->kernel, c->ramdisk, c->line,
                                 c->bridge};
    bool good = true;

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        good = good && fits_xml(texts[i]);
    for (unsigned i = 0; i < c->nr_disks; i++)
        good = good && fits_xml(c->disk[i].target);
    return good ? 0
                : fail(STATUS_TOOL, "libvirt: XML cannot hold the control "
                                    "characters of a word or a file's name");
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
    static struct xl_domain d;
    int status;
    bool xen;

    if (xl_domain_help(argc, argv, usage))
        return 0;
    xen = take_xen(&argc, argv);
    status = xl_domain_read(argc, argv, &d);
    if (status)
        return status;
    if (!xen)
        return fail(STATUS_TOOL, "libvirt: say --xen: there is nothing else");
    status = check_text(&d.config);
    if (status)
        return status;
    write_xml(&d.config);
    return xl_domain_written();
}
