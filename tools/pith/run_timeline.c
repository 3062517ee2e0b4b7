/*
 * run_timeline.c - the files of `pith run --timeline`.
 */
#include "tools/pith/run.h"

#include <errno.h>
#include <string.h>

#include "tools/pith/pith.h"

static bool ends_in(const char *path, const char *suffix)
{
    size_t n = strlen(path), m = strlen(suffix);

    return n >= m && strcmp(path + n - m, suffix) == 0;
}

static bool counts_instructions(const struct words *qemu)
{
    for (size_t i = 0; i < qemu->count; i++) {
        if (strcmp(qemu->word[i], "-icount") == 0)
            return true;
    }
    return false;
}

static int write_file(const char *path, const struct timeline_title *title,
                      const struct timeline *t)
{
    FILE *out = *path ? fopen(path, "we") : stderr;

    if (!out)
        return -errno;
    if (ends_in(path, ".json"))
        timeline_json(out, title, t);
    else if (ends_in(path, ".svg"))
        timeline_svg(out, title, t);
    else
        timeline_text(out, title, t);
    if (out != stderr && fclose(out) != 0)
        return -errno;
    return 0;
}

int run_timeline(const struct run *run)
{
    const struct vmm_config *vmm = &run->o.vmm;
    struct timeline_title title = {vmm->image, vmm->machine, vmm->accel};
    struct timeline_host host = run->host;
    struct timeline timeline;
    int status = 0;

    if (run->o.timeline.count == 0 || run->host.end_ns == 0)
        return 0;
    host.icount = counts_instructions(&run->o.qemu);
    timeline_make(&host, &run->result.notes, &timeline);
    for (size_t i = 0; i < run->o.timeline.count; i++) {
        const char *path = run->o.timeline.word[i];
        int error = write_file(path, &title, &timeline);

        if (error)
            status = fail(STATUS_TOOL, "%s: %s", path, strerror(-error));
    }
    return status;
}
