/*
 * p9dev.h - folders of the host: requests of the 9P protocol and their replies.
 *
 * Neutral: a way to send the bytes of a message and to get those of another.
 * What they mean is fs/p9's business. Any number of threads may call at once;
 * each waits for its own reply, and these come in any order.
 *
 * Drivers come in by p9dev_find() alone (drivers/virtio_9p.c), so an image that
 * does not call it holds no driver.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define P9DEV_PIECES  4u  /* of a request, and of a reply */
#define P9DEV_TAG_MAX 128 /* bytes of a device's name, with a NUL */

struct p9dev;

/* A piece of memory: any address that C may dereference. */
struct p9dev_piece {
    void *data;
    uint32_t len; /* 0: there is none */
};

/*
 * struct p9dev_call - a request and its reply.
 *
 * @out   the request; the device reads it
 * @in    where the reply goes, from the first piece on
 * @got   bytes the device says it wrote: at most the sum of @in
 */
struct p9dev_call {
    struct p9dev_piece out[P9DEV_PIECES], in[P9DEV_PIECES];
    uint32_t got;

    /* the driver's */
    int result;
    uint32_t pending; /* what the caller waits on */
    struct p9dev_call *next;
};

/*
 * p9dev_find - the device that the VMM calls @tag; NULL if there is none.
 *
 * The first call looks for the machine's devices. Thread context.
 */
struct p9dev *p9dev_find(const char *tag);

/* p9dev_count - how many devices p9dev_find() has found. */
unsigned p9dev_count(void);

/* p9dev_data_max - bytes of data that always fit in a message with its head. */
uint32_t p9dev_data_max(const struct p9dev *dev);

/*
 * p9dev_call - send the request, wait for the reply.
 *
 * Returns 0 and fills call->got; -EIO if the device was given up, before or
 * meanwhile; -EINVAL if the memory is in too many pieces. Thread context.
 */
int p9dev_call(struct p9dev *dev, struct p9dev_call *call);

/*
 * p9dev_fail - the device has lied: it is reset, one line says why, and all
 * calls end with -EIO from now on. Any context.
 *
 * @what     what is wrong; @value and @limit are said with it
 */
void p9dev_fail(struct p9dev *dev, const char *what, uint64_t value,
                uint64_t limit);
