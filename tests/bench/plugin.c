/*
 * plugin.c - a plugin for QEMU's TCG: what a guest executed.
 *
 * usage: qemu ... -plugin plugin.so[,out=FILE][,from=N,to=N]
 *
 * When QEMU ends it prints a line `plugin: INSTRUCTIONS BLOCKS` to standard
 * error: instructions executed since reset, firmware included, and blocks of
 * translation made. With out= FILE gets the address of each instruction in
 * [from, to) that was executed, in hexadecimal, once for each block that holds
 * it. A block that an exception leaves half-way counts as a whole.
 *
 * What is used of the interface is declared here, since Debian has no package
 * with its header, [QEMU "TCG Plugins"]. PLUGIN_VERSION is the interface's
 * version, of which each QEMU takes a few; lib.sh finds one.
 */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef PLUGIN_VERSION
#define PLUGIN_VERSION 1
#endif

struct qemu_plugin_tb;
struct qemu_plugin_insn;
typedef void (*block_fn)(uint64_t id, struct qemu_plugin_tb *tb);
typedef void (*exec_fn)(unsigned cpu, void *data);
typedef void (*exit_fn)(uint64_t id, void *data);

void qemu_plugin_register_vcpu_tb_trans_cb(uint64_t id, block_fn fn);
void qemu_plugin_register_vcpu_tb_exec_cb(struct qemu_plugin_tb *tb, exec_fn fn,
                                          int flags, void *data);
void qemu_plugin_register_atexit_cb(uint64_t id, exit_fn fn, void *data);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
struct qemu_plugin_insn *
qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb, size_t i);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *insn);

/* What QEMU looks up in a plugin. */
extern int qemu_plugin_version;
int qemu_plugin_install(uint64_t id, const void *info, int argc, char **argv);
int qemu_plugin_version = PLUGIN_VERSION;

struct block {
    struct block *next;
    uint64_t runs;
    size_t count;
    uint64_t addr[];
};

static struct block *blocks;
static const char *out_name;
static uint64_t from, to = UINT64_MAX;

static void on_run(unsigned cpu, void *data)
{
    (void)cpu;
    ((struct block *)data)->runs++;
}

static void on_block(uint64_t id, struct qemu_plugin_tb *tb)
{
    size_t n = qemu_plugin_tb_n_insns(tb);
    struct block *b = calloc(1, sizeof(*b) + n * sizeof(b->addr[0]));

    (void)id;
    if (!b)
        abort();
    b->count = n;
    for (size_t i = 0; i < n; i++)
        b->addr[i] = qemu_plugin_insn_vaddr(qemu_plugin_tb_get_insn(tb, i));
    b->next = blocks;
    blocks = b;
    qemu_plugin_register_vcpu_tb_exec_cb(tb, on_run, 0, b);
}

static void write_addresses(void)
{
    FILE *out = fopen(out_name, "w");

    if (!out)
        return;
    for (const struct block *b = blocks; b; b = b->next) {
        for (size_t i = 0; b->runs > 0 && i < b->count; i++) {
            if (b->addr[i] >= from && b->addr[i] < to)
                fprintf(out, "0x%" PRIx64 "\n", b->addr[i]);
        }
    }
    fclose(out);
}

static void on_exit_of_qemu(uint64_t id, void *data)
{
    uint64_t executed = 0, made = 0;

    (void)id;
    (void)data;
    for (const struct block *b = blocks; b; b = b->next) {
        executed += b->runs * b->count;
        made++;
    }
    if (out_name)
        write_addresses();
    else
        fprintf(stderr, "plugin: %" PRIu64 " %" PRIu64 "\n", executed, made);
}

int qemu_plugin_install(uint64_t id, const void *info, int argc, char **argv)
{
    (void)info;
    for (int i = 0; i < argc; i++) {
        if (strncmp(argv[i], "out=", 4) == 0)
            out_name = strdup(argv[i] + 4);
        else if (strncmp(argv[i], "from=", 5) == 0)
            from = strtoull(argv[i] + 5, NULL, 0);
        else if (strncmp(argv[i], "to=", 3) == 0)
            to = strtoull(argv[i] + 3, NULL, 0);
    }
    qemu_plugin_register_vcpu_tb_trans_cb(id, on_block);
    qemu_plugin_register_atexit_cb(id, on_exit_of_qemu, NULL);
    return 0;
}
