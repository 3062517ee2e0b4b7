/*
 * run_options.c - the command line of `pith run`.
 */
#include "tools/pith/run.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/pith/guest_line.h"
#include "tools/pith/pith.h"
#include "tools/pith/run_disk.h"
#include "tools/pith/run_folder.h"
#include "tools/pith/run_net.h"
#include "tools/pith/run_xen.h"
#include "tools/pith/size.h"

#define MIN_MEMORY  (2u << 20) /* QEMU's microvm itself hangs with 1 MiB */
#define MAX_CPUS    255        /* QEMU's pc and q35; APIC ids have 8 bits */
#define MEMORY_UNIT 8192u      /* QEMU rounds to it */

static const char usage[] =
    "Usage: pith run [OPTION]... IMAGE [-- ARGUMENT...]\n"
    "Boot an image in QEMU; end with its program's exit status.\n"
    "\n"
    "  -m, --memory SIZE     RAM: 64M, 1G; default 128M\n"
    "      --smp N           CPUs, 1 to 255; default 1\n"
    "  -i, --initrd PATH     root file system: an archive, or a directory to "
    "pack\n"
    "  -d, --disk FILE[,ro][,label=NAME]  a disk: vda, vdb, ... in this order\n"
    "  -v, --volume DIR:/PATH[:ro]  a folder of the host, at /PATH in the "
    "guest\n"
    "  -e, --env KEY=VALUE   set an environment variable; KEY alone passes "
    "yours on\n"
    "      --env-file FILE   one such word a line; # starts a comment line\n"
    "  -o, --option NAME=VALUE  set the runtime's pith.NAME option: see "
    "pith(7)\n"
    "  -p, --publish [IP:]HOST:GUEST[/udp]  a port of this machine is the "
    "guest's\n"
    "      --net HOW         user (default with -p), tap=INTERFACE or none\n"
    "      --pcap FILE       record all frames\n"
    "      --console HOW     serial (default) or virtio, for programs that "
    "have "
    "it\n"
    "      --machine TYPE    microvm (default), q35, pc, or as QEMU's "
    "-machine\n"
    "      --accel HOW       tcg, kvm or auto (default: kvm where it is "
    "sound)\n"
    "      --cpu MODEL       QEMU's CPU model; default: all features\n"
    "      --vmm WHAT        qemu, xen-domu, xen-dom0: real Xen, in QEMU\n"
    "      --xen-rig DIR     the Xen of `make xen-rig`; implies xen-domu\n"
    "      --timeout SECONDS give up after that long\n"
    "      --core FILE       after a crash or timeout, leave a core for gdb\n"
    "      --timeline[=FILE] tell what took how long; FILE.json, FILE.svg\n"
    "      --gdb[=PORT]      wait for gdb on localhost, port 1234\n"
    "      --qemu PATH       default: $PITH_QEMU or qemu-system-x86_64\n"
    "      --qemu-arg WORD   one more word for QEMU's command line\n"
    "      --print           print QEMU's command line, run nothing\n"
    "      --json[=FILE]     tell the outcome in JSON: last line of standard "
    "error\n"
    "  -q, --quiet           say nothing about the outcome\n"
    "  -h, --help            this text\n"
    "\n"
    "Exit status: the program's own, or\n"
    "  124 timed out   125 pith was misused   126 image refused or QEMU "
    "failed\n"
    "  127 the runtime refused to boot   134 crash   128+N ended by signal N\n";

enum {
    OPT_ENV_FILE = 256,
    OPT_SMP,
    OPT_MACHINE,
    OPT_ACCEL,
    OPT_CPU,
    OPT_TIMEOUT,
    OPT_GDB,
    OPT_QEMU,
    OPT_QEMU_ARG,
    OPT_PRINT,
    OPT_JSON,
    OPT_CORE,
    OPT_TIMELINE,
    OPT_VMM,
    OPT_XEN_RIG,
    OPT_NET,
    OPT_PCAP,
    OPT_CONSOLE,
};

static const struct option options[] = {
    {"memory", required_argument, NULL, 'm'},
    {"smp", required_argument, NULL, OPT_SMP},
    {"initrd", required_argument, NULL, 'i'},
    {"disk", required_argument, NULL, 'd'},
    {"volume", required_argument, NULL, 'v'},
    {"env", required_argument, NULL, 'e'},
    {"env-file", required_argument, NULL, OPT_ENV_FILE},
    {"option", required_argument, NULL, 'o'},
    {"publish", required_argument, NULL, 'p'},
    {"net", required_argument, NULL, OPT_NET},
    {"pcap", required_argument, NULL, OPT_PCAP},
    {"console", required_argument, NULL, OPT_CONSOLE},
    {"machine", required_argument, NULL, OPT_MACHINE},
    {"accel", required_argument, NULL, OPT_ACCEL},
    {"cpu", required_argument, NULL, OPT_CPU},
    {"vmm", required_argument, NULL, OPT_VMM},
    {"xen-rig", required_argument, NULL, OPT_XEN_RIG},
    {"timeout", required_argument, NULL, OPT_TIMEOUT},
    {"core", required_argument, NULL, OPT_CORE},
    {"timeline", optional_argument, NULL, OPT_TIMELINE},
    {"gdb", optional_argument, NULL, OPT_GDB},
    {"qemu", required_argument, NULL, OPT_QEMU},
    {"qemu-arg", required_argument, NULL, OPT_QEMU_ARG},
    {"print", no_argument, NULL, OPT_PRINT},
    {"json", optional_argument, NULL, OPT_JSON},
    {"quiet", no_argument, NULL, 'q'},
    {"help", no_argument, NULL, 'h'},
    {0},
};

static int set_memory(struct run_options *o, const char *text)
{
    uint64_t bytes;
    int error = size_parse(text, &bytes);

    if (error)
        return fail(STATUS_TOOL, "run: %s is no memory size; write 64M or 1G",
                    text);
    if (bytes < MIN_MEMORY)
        return fail(STATUS_TOOL, "run: -m %s is too little; QEMU needs 2M",
                    text);
    o->vmm.memory = (bytes + MEMORY_UNIT - 1) / MEMORY_UNIT * MEMORY_UNIT;
    return 0;
}

static int set_smp(struct run_options *o, const char *text)
{
    char *end;
    long cpus = strtol(text, &end, 10);

    if (*text < '0' || *text > '9' || *end || cpus < 1 || cpus > MAX_CPUS)
        return fail(STATUS_TOOL, "run: --smp %s: not a number from 1 to %d",
                    text, MAX_CPUS);
    o->vmm.cpus = (unsigned)cpus;
    return 0;
}

static int add_env(struct run_options *o, const char *word)
{
    const char *value;

    if (strncmp(word, "pith.", 5) == 0) {
        words_add(&o->runtime, "%s", word + 5);
        return 0;
    }
    if (!strchr(word, '=')) {
        value = getenv(word);
        if (!value)
            return 0; /* unset here, unset there */
        words_add(&o->env, "%s=%s", word, value);
    } else {
        words_add(&o->env, "%s", word);
    }
    if (!guest_line_env_ok(o->env.word[o->env.count - 1]))
        return fail(STATUS_TOOL,
                    "run: -e %s: the name may hold letters, "
                    "digits and _ only",
                    word);
    return 0;
}

static int add_env_file(struct run_options *o, const char *path)
{
    FILE *in = fopen(path, "re");
    char *line = NULL;
    size_t room = 0;
    ssize_t n;
    int status = 0;

    if (!in)
        return fail(STATUS_TOOL, "%s: %s", path, strerror(errno));
    while (!status && (n = getline(&line, &room, in)) >= 0) {
        if (n > 0 && line[n - 1] == '\n')
            line[n - 1] = '\0';
        if (*line && *line != '#')
            status = add_env(o, line);
    }
    free(line);
    fclose(in);
    return status;
}

static int set_accel(struct run_options *o, const char *text)
{
    if (strcmp(text, "auto") == 0)
        o->vmm.accel = NULL;
    else if (strcmp(text, "tcg") == 0 || strcmp(text, "kvm") == 0)
        o->vmm.accel = text;
    else
        return fail(STATUS_TOOL, "run: --accel is auto, tcg or kvm, not %s",
                    text);
    return 0;
}

static int set_gdb(struct run_options *o, const char *text)
{
    char *end = "";
    long port = text ? strtol(text, &end, 10) : 1234;

    if (*end || port < 1 || port > 65535)
        return fail(STATUS_TOOL, "run: --gdb=%s: not a port number", text);
    o->vmm.gdb_port = port;
    return 0;
}

static int set_timeout(struct run_options *o, const char *text)
{
    if (seconds_parse(text, &o->timeout_ms))
        return fail(STATUS_TOOL, "run: --timeout %s: not a number of seconds",
                    text);
    return 0;
}

static int set_vmm(struct run_options *o, const char *text)
{
    if (strcmp(text, "qemu") == 0)
        o->vmm.kind = VMM_QEMU;
    else if (strcmp(text, "xen-dom0") == 0)
        o->vmm.kind = VMM_XEN_DOM0;
    else if (strcmp(text, "xen-domu") == 0)
        o->vmm.kind = VMM_XEN_DOMU;
    else
        return fail(STATUS_TOOL,
                    "run: --vmm is qemu, xen-domu or xen-dom0, not %s", text);
    return 0;
}

static int set_console(struct run_options *o, const char *text)
{
    o->vmm.virtio_console = strcmp(text, "virtio") == 0;
    if (!o->vmm.virtio_console && strcmp(text, "serial") != 0)
        return fail(STATUS_TOOL, "run: --console is serial or virtio, not %s",
                    text);
    return 0;
}

static int set_net(struct run_options *o, int c, const char *value)
{
    if (c == 'p')
        return run_net_publish(o, value);
    if (c == OPT_NET)
        return run_net_kind(o, value);
    o->vmm.net.pcap = value;
    return 0;
}

/* Options that take a value and may reject it. */
static int set_option(struct run_options *o, int c, const char *value)
{
    switch (c) {
    case 'm':
        return set_memory(o, value);
    case OPT_SMP:
        return set_smp(o, value);
    case 'e':
        return add_env(o, value);
    case OPT_ENV_FILE:
        return add_env_file(o, value);
    case OPT_ACCEL:
        return set_accel(o, value);
    case OPT_TIMEOUT:
        return set_timeout(o, value);
    case OPT_GDB:
        return set_gdb(o, value);
    case OPT_VMM:
        return set_vmm(o, value);
    case OPT_XEN_RIG:
        o->vmm.xen_rig = value;
        return 0;
    case 'd':
        return run_disk_add(value, o);
    case 'v':
        return run_folder_add(value, &o->folders, &o->mounts);
    case 'i':
        o->initrd = value;
        return 0;
    case 'o':
        words_add(&o->runtime, "%s", value);
        return 0;
    case OPT_CORE:
        o->core = value;
        o->vmm.core = true;
        return 0;
    case OPT_MACHINE:
        o->vmm.machine = value;
        return 0;
    case OPT_CPU:
        o->vmm.cpu = value;
        return 0;
    case OPT_QEMU:
        o->vmm.qemu = value;
        return 0;
    case OPT_QEMU_ARG:
        words_add(&o->qemu, "%s", value);
        return 0;
    default:
        return set_net(o, c, value);
    }
}

static int set_flag(struct run_options *o, int c, const char *value)
{
    switch (c) {
    case 'q':
        o->quiet = true;
        return 0;
    case OPT_PRINT:
        o->print = true;
        return 0;
    case OPT_CONSOLE:
        return set_console(o, value);
    case OPT_TIMELINE:
        words_add(&o->timeline, "%s", value ? value : "");
        return 0;
    case OPT_JSON:
        o->json = true;
        o->json_path = value;
        return 0;
    default:
        return set_option(o, c, value);
    }
}

/* Note that the option of getopt's value @c was given, by its long name. */
static void note(struct run_options *o, int c)
{
    for (const struct option *option = options; option->name; option++) {
        if (option->val == c)
            words_add(&o->given, "%s", option->name);
    }
}

/* Cut argv at the first "--"; returns what is left of argc. */
static int split(int argc, char **argv, char ***args)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--") != 0)
            continue;
        argv[i] = NULL;
        *args = argv + i + 1;
        return i;
    }
    *args = argv + argc;
    return argc;
}

static int take_image(int argc, char **argv, const char *verb,
                      struct run_options *o)
{
    if (optind == argc)
        return fail(STATUS_TOOL, "%s: IMAGE is missing; see pith %s --help",
                    verb, verb);
    if (argc - optind > 1)
        return fail(STATUS_TOOL,
                    "%s: %s: put the program's arguments behind --", verb,
                    argv[optind + 1]);
    o->vmm.image = argv[optind];
    for (char **arg = o->args; *arg; arg++) {
        if (!guest_line_arg_ok(*arg))
            return fail(STATUS_TOOL,
                        "run: %s: such a word never reaches the "
                        "program; see pith(7)",
                        *arg);
    }
    return 0;
}

int run_options_read(int argc, char **argv, struct run_options *o)
{
    const char *verb = argv[0];
    int c, status = 0;

    argc = split(argc, argv, &o->args);
    o->vmm.qemu = getenv("PITH_QEMU");
    if (!o->vmm.qemu || !*o->vmm.qemu)
        o->vmm.qemu = "qemu-system-x86_64";
    o->vmm.machine = "microvm";
    o->vmm.memory = 128u << 20;
    o->vmm.cpus = 1;
    o->vmm.disks = &o->disks;
    o->vmm.folders = &o->folders;
    o->vmm.extra = &o->qemu;
    while (!status && (c = getopt_long(argc, argv, ":m:i:d:v:e:o:p:qh", options,
                                       NULL)) != -1) {
        if (c == 'h') {
            fputs(usage, stdout);
            return 1;
        }
        if (c == '?' || c == ':')
            return fail_option(verb, argv, c);
        note(o, c);
        status = set_flag(o, c, optarg);
    }
    if (!status)
        status = run_xen_settle(o);
    if (!status)
        status = run_net_settle(o);
    if (!o->vmm.accel)
        o->vmm.accel = vmm_accel_auto();
    return status ? status : take_image(argc, argv, verb, o);
}
