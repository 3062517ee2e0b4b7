/*
 * xl_config.c - see xl_config.h.
 */
#include "tools/pith/xl_config.h"

#define MIB 0x100000u

/* xl's strings know C's escapes [xen tools/libs/util/libxlu_cfg.c]. */
static void write_inside(FILE *out, const char *value)
{
    for (; *value; value++) {
        unsigned char c = *value;

        if (c == '\'' || c == '\\')
            fprintf(out, "\\%c", c);
        else if (c < ' ' || c == 127)
            fprintf(out, "\\x%02x", c);
        else
            putc(c, out);
    }
}

static void write_string(FILE *out, const char *key, const char *value)
{
    fprintf(out, "%s = '", key);
    write_inside(out, value);
    fputs("'\n", out);
}

/* The target comes last: it may have commas [xl-disk-configuration(5)]. */
static void write_disks(FILE *out, const struct xl_config *config)
{
    fputs("disk = [", out);
    for (unsigned i = 0; i < config->nr_disks; i++) {
        const struct xl_disk *disk = &config->disk[i];

        fprintf(out,
                "%s'format=%s,%svdev=xvd%c,access=%s,target=", i ? ", " : "",
                disk->format, disk->device ? "backendtype=phy," : "",
                'a' + (int)i, disk->read_only ? "ro" : "rw");
        write_inside(out, disk->target);
        putc('\'', out);
    }
    fputs("]\n", out);
}

static void write_card(FILE *out, const struct xl_config *config)
{
    fprintf(out, "vif = ['%s%s%sbridge=", config->mac ? "mac=" : "",
            config->mac ? config->mac : "", config->mac ? "," : "");
    write_inside(out, config->bridge);
    fputs("']\n", out);
}

void xl_config_write(FILE *out, const struct xl_config *config)
{
    static const char *const ends[] = {"on_poweroff", "on_reboot", "on_crash",
                                       "on_watchdog", "on_soft_reset"};

    write_string(out, "name", config->name);
    write_string(out, "type", "pvh");
    write_string(out, "kernel", config->kernel);
    if (config->ramdisk)
        write_string(out, "ramdisk", config->ramdisk);
    write_string(out, "cmdline", config->line);
    fprintf(out, "memory = %llu\n",
            (unsigned long long)((config->memory + MIB - 1) / MIB));
    fprintf(out, "vcpus = %u\n", config->cpus);
    for (unsigned i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
        write_string(out, ends[i], config->at_end);
    if (config->nr_disks)
        write_disks(out, config);
    if (config->bridge)
        write_card(out, config);
}
