/*
 * run.c - `pith run`: boot an image in QEMU and end with its exit status.
 *
 * Options are read in run_options.c, QEMU's command line is made in vmm.c,
 * input and output pass through relay.c, and verdict.c decides what the end
 * means. Here the image is looked at first, so that what QEMU would only hang
 * on, or say in its own words, is one clear line.
 */
#include "tools/pith/run.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/pith/elf_check.h"
#include "tools/pith/guest_line.h"
#include "tools/pith/pith.h"
#include "tools/pith/relay.h"
#include "tools/pith/run_folder.h"
#include "tools/pith/run_initrd.h"
#include "tools/pith/run_xen.h"
#include "tools/pith/vmm_fds.h"
#include "tools/pith/xen_domu.h"

#define MIB 0x100000ull

bool run_image(const struct run_options *o, unsigned loader, uint64_t *end,
               struct outcome *out)
{
    const char *image = o->vmm.image;
    const struct elf_breach *bad;
    struct elf_report report;
    const void *file;
    size_t size;
    int error = file_map(image, &file, &size);

    if (error) {
        outcome_set(out, OUTCOME_IMAGE, 0, "%s: %s", image, strerror(-error));
        return false;
    }
    elf_check(file, size, &report);
    munmap((void *)file, size);
    bad = elf_report_find(&report, loader);
    if (bad) {
        outcome_set(out, OUTCOME_IMAGE, 0, "%s: %s", image, bad->text);
        return false;
    }
    if (report.end > o->vmm.memory) {
        outcome_set(out, OUTCOME_REFUSED, 0,
                    "boot refused: %s needs RAM up to 0x%llx; use -m %lluM",
                    image, (unsigned long long)report.end,
                    (unsigned long long)(report.end + MIB - 1) / MIB);
        return false;
    }
    *end = report.end;
    return true;
}

/* A terminal on both sides is the guest's; else bytes pass as they are. */
static enum relay_input add_pipe_option(struct words *runtime)
{
    bool out = !isatty(STDOUT_FILENO);
    bool in = out || !isatty(STDIN_FILENO);

    if (out)
        words_add(runtime, "pipe=in,out");
    else if (in)
        words_add(runtime, "pipe=in");
    return in ? INPUT_PIPE : INPUT_TERMINAL;
}

/* Make the guest's command line; what -o says comes last, and so holds. */
static bool make_line(struct run_options *o, enum relay_input *input,
                      struct outcome *out)
{
    size_t limit = vmm_line_max(&o->vmm), length;
    struct words runtime = {0};

    words_add(&runtime, "name=%s", basename(o->vmm.image));
    if (!o->print)
        *input = add_pipe_option(&runtime);
    if (o->timeline.count)
        words_add(&runtime, "timeline");
    if (o->vmm.virtio_console)
        words_add(&runtime, "console=virtio:%s", VMM_CONSOLE_PORT);
    run_folder_mounts(&o->mounts, &o->runtime, &runtime);
    o->vmm.line = guest_line_make(&o->env, &runtime, o->args);
    length = strlen(o->vmm.line);
    if (length <= limit)
        return true;
    outcome_set(out, OUTCOME_TOOL, 0,
                "arguments and environment make %zu bytes; %s takes %zu%s",
                length, o->vmm.machine, limit,
                limit < GUEST_LINE_MAX ? ", microvm more" : "");
    return false;
}

/* One line an option, so that it can be read and still be pasted. */
static int print_command(const struct run_options *o)
{
    struct words argv = {0};

    vmm_command(&o->vmm, &argv);
    if (o->initrd && run_initrd_is_directory(o->initrd)) {
        fputs("pith pack ", stdout);
        quote_word(stdout, o->initrd);
        fputc(' ', stdout);
        quote_word(stdout, o->vmm.initrd);
        fputs(" &&\n", stdout);
    }
    for (size_t i = 0; i < argv.count; i++) {
        bool option = argv.word[i][0] == '-' && argv.word[i][1] > '9';

        fputs(i == 0 ? "" : option ? " \\\n    " : " ", stdout);
        quote_word(stdout, argv.word[i]);
    }
    putchar('\n');
    return fflush(stdout) ? fail(STATUS_TOOL, "cannot write") : 0;
}

static void set_start_error(const struct run_options *o, int error,
                            struct outcome *out)
{
    bool missing = error == -ENOENT;

    outcome_set(out, OUTCOME_VMM, 0, "cannot start %s: %s%s", o->vmm.qemu,
                strerror(-error),
                missing ? "; apt-get install qemu-system-x86" : "");
}

/* Whether both descriptors are one file, so that their order matters. */
static bool is_same_file(int a, int b)
{
    struct stat sa, sb;

    return fstat(a, &sa) == 0 && fstat(b, &sb) == 0 && sa.st_dev == sb.st_dev &&
           sa.st_ino == sb.st_ino;
}

bool run_prepare(struct run *run)
{
    struct run_options *o = &run->o;
    struct outcome *out = &run->result.outcome;
    static const enum elf_loader loader[] = {
        [VMM_QEMU] = LOADER_QEMU,
        [VMM_XEN_DOM0] = LOADER_DOM0,
        [VMM_XEN_DOMU] = LOADER_DOMU,
    };
    uint64_t end;

    run->gdb = -1;
    run->share = is_same_file(STDOUT_FILENO, STDERR_FILENO);
    o->vmm.by_hand = o->print;
    return run_image(o, loader[o->vmm.kind], &end, out) &&
           run_initrd(o, end, run->initrd, sizeof(run->initrd), out) &&
           run_xen_files(o, out) && make_line(o, &run->input, out) &&
           (o->vmm.kind != VMM_XEN_DOMU ||
            xen_domu_initrd(o, run->share, run->initrd, sizeof(run->initrd),
                            out));
}

static void start_and_relay(struct run *run, int core)
{
    const struct run_options *o = &run->o;
    struct vmm_passed passed = {
        .core = core, .gdb = run->gdb, .one_cpu = vmm_xen_on_one_cpu(&o->vmm)};
    struct words argv = {0};
    struct vmm vmm;
    int signals = relay_prepare(), error;

    vmm_command(&o->vmm, &argv);
    run->host.spawn_ns = relay_clock_ns();
    run->host.spawn_tsc = timeline_tsc();
    error =
        signals < 0 ? signals : vmm_start(&vmm, argv.word, run->share, &passed);
    if (error) {
        set_start_error(o, error, &run->result.outcome);
        return;
    }
    if (o->vmm.gdb_port)
        message("waiting: gdb %s -ex 'target remote :%d'", o->vmm.image,
                o->vmm.gdb_port);
    relay_run(&(struct relay_job){&vmm, signals, run->input, o->timeout_ms,
                                  o->vmm.kind == VMM_XEN_DOMU},
              &run->result);
    run->host.end_ns = relay_clock_ns();
    run->host.end_tsc = timeline_tsc();
    run->host.output_ns = run->result.output_ns;
    run->host.verdict_ns = run->result.verdict_ns;
}

void run_boot(struct run *run)
{
    const char *path = run->o.core;
    int core = path ? run_core_open(path) : -1;

    if (path && core < 0) {
        outcome_set(&run->result.outcome, OUTCOME_TOOL, 0,
                    "cannot write %s: %s", path, strerror(-core));
        return;
    }
    start_and_relay(run, core);
    if (path)
        run_core_close(run, core);
}

int run_main(int argc, char **argv)
{
    static struct run run;
    int status = run_options_read(argc, argv, &run.o), written;

    if (status)
        return status == 1 ? 0 : status;
    if (!run_prepare(&run))
        return run_report(&run);
    if (run.o.print)
        return print_command(&run.o);
    run_boot(&run);
    written = run_timeline(&run);
    status = run_report(&run);
    return written ? written : status;
}
