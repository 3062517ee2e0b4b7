/*
 * fake.h - backends in the guest itself, for its tests: dom0 makes device 99 of
 * each kind ours, with a backend in our own data/NAME.
 */
#pragma once

#include "tests/check.h"

#include "arch/x86/cpu.h"
#include "drivers/xen/xenstore.h"
#include "kernel/base.h"
#include "kernel/blkdev.h"
#include "kernel/netdev.h"

/* A key of backend @name. */
static inline void fake_put(const char *name, const char *key,
                            const char *value)
{
    char path[XS_PATH];

    base_format(path, sizeof(path), "data/%s/%s", name, key);
    CHECK(xs_write(path, value) == 0);
}

/* Has dom0 make it, if it has not yet. */
static inline void fake_wait(const char *name)
{
    char path[XS_PATH], text[8];
    bool asked = false;

    base_format(path, sizeof(path), "data/%s/made", name);
    while (xs_read(path, text, sizeof(text)) < 0) {
        if (!asked)
            base_print("a fake, please\n");
        asked = true;
        cpu_pause();
    }
}

/* The one that was found last; NULL if there is none. */
static inline struct blkdev *last_disk(void)
{
    struct blkdev *last = NULL;

    for (struct blkdev *d = blkdev_next(NULL); d; d = blkdev_next(d))
        last = d;
    return last;
}

static inline struct netdev *last_card(void)
{
    struct netdev *last = NULL;

    for (struct netdev *d = netdev_next(NULL); d; d = netdev_next(d))
        last = d;
    return last;
}
