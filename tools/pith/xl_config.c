/*
 * xl_config.c - see xl_config.h.
 */
#include "tools/pith/xl_config.h"

#define MIB 0x100000u

/* xl's strings know C's escapes [xen tools/libs/util/libxlu_cfg.c]. */
static void write_string(FILE *out, const char *key, const char *value)
{
    fprintf(out, "%s = '", key);
    for (; *value; value++) {
        unsigned char c = *value;

        if (c == '\'' || c == '\\')
            fprintf(out, "\\%c", c);
        else if (c < ' ' || c == 127)
            fprintf(out, "\\x%02x", c);
        else
            putc(c, out);
    }
    fputs("'\n", out);
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
}
