/*
 * entropy.c - see entropy.h.
 *
 * The generator is ChaCha20, whose key is replaced by the first half of every
 * block, so that what was given out cannot be found from what is left in
 * memory (Bernstein's fast-key-erasure). It is seeded anew after a MiB.
 */
#include "kernel/entropy.h"

#include "kernel/base.h"
#include "kernel/chacha.h"
#include "kernel/errno.h"
#include "kernel/jitter.h"
#include "kernel/mutex.h"
#include "kernel/string.h"

static struct {
    struct mutex lock;
    uint32_t key[8];
    uint64_t left; /* bytes until the next seed */
} generator;

/* The new key depends on the old one too. */
static bool seed(int (*device)(void *buf, size_t len))
{
    uint32_t fresh[8];
    const char *from = "virtio-rng";

    if (!device || device(fresh, sizeof(fresh)) != 0) {
        from = "clock jitter";
        if (!jitter_seed(fresh))
            return false;
    }
    log_debug("random numbers from %s", from);
    for (unsigned i = 0; i < 8; i++)
        generator.key[i] ^= fresh[i];
    memset(fresh, 0, sizeof(fresh));
    generator.left = MIB;
    return true;
}

static void next(uint8_t out[32])
{
    uint32_t block[16];

    chacha_block(generator.key, 0, block);
    memcpy(generator.key, block, 32);
    memcpy(out, block + 8, 32);
    memset(block, 0, sizeof(block));
}

int entropy_get_from(void *buf, size_t len,
                     int (*device)(void *buf, size_t len))
{
    uint8_t *p = buf, bytes[32];
    int err = 0;

    if (entropy_cpu(buf, len) == 0)
        return 0;
    mutex_lock(&generator.lock);
    while (len > 0 && err == 0) {
        size_t n = MIN(len, sizeof(bytes));

        if (generator.left < n && !seed(device)) {
            err = -ENOSYS;
            break;
        }
        next(bytes);
        memcpy(p, bytes, n);
        generator.left -= n;
        p += n;
        len -= n;
    }
    mutex_unlock(&generator.lock);
    memset(bytes, 0, sizeof(bytes));
    return err;
}

int entropy_get(void *buf, size_t len)
{
    return entropy_get_from(buf, len, NULL);
}
