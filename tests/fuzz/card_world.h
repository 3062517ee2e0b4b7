/*
 * card_world.h - a virtio network card and a kernel around the driver, on the
 * host: for tests and the fuzzer of drivers/virtio_net*.c.
 *
 * Physical addresses are the host's own. The device does what struct card_world
 * says; a test makes it lie by writing to the queues' shared memory, and must
 * not let it take or deliver anything afterwards.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "drivers/virtio_net.h"

#define WORLD_PIECES 64
#define WORLD_FEATURES                                                         \
    (VIRTIO_F_VERSION_1 | VIRTIO_F_INDIRECT_DESC | VIRTIO_F_EVENT_IDX |        \
     NET_F_MAC | NET_F_MRG_RXBUF | NET_F_CTRL_VQ | NET_F_MQ)

/* What the device does with the one command that it gets. */
enum world_answer {
    WORLD_OK,
    WORLD_ERROR,
    WORLD_NOT_WRITTEN, /* done, and no answer written */
    WORLD_WRONG_ID,
    WORLD_NEVER,
    WORLD_ANSWERS
};

/* A queue as the device sees it; @number is the device's. */
struct world_queue {
    const struct virtq *q; /* its shared memory is where this says */
    uint16_t seen, used;
    unsigned number, notified;
};

struct world_request {
    uint16_t head;
    unsigned out, in;
    struct virtq_piece piece[WORLD_PIECES];
};

/*
 * struct card_world - the first part a test sets after world_begin().
 *
 * @missing   number of a queue that the device does not have; -1: none
 * @changing  the configuration is different each time it is read
 * @pages     free, of which the driver takes its own
 * @pairs_set what the command said; 0: none came
 * @said      the lines that the driver has written
 */
struct card_world {
    bool legacy, changing;
    uint64_t offered, pages;
    uint16_t max_pairs, queue_size;
    int missing;
    enum world_answer answer;
    unsigned cpus;

    struct virtio_device dev;
    struct netdev *net; /* NULL: the driver has refused the device */
    struct world_queue queue[VIRTIO_QUEUES];
    uint8_t status;
    uint64_t accepted;
    unsigned negotiations, pairs_set, events, interrupts;
    char said[1000];
};

extern struct card_world world;

/* world_begin - an honest card of 4 pairs on a machine with 4 CPUs. */
void world_begin(void);

/* world_start - have the driver find and start it: whether it runs. */
bool world_start(void);

/* world_end - reset it and free all memory. */
void world_end(void);

/* world_take - the next request on queue @index; false if there is none. */
bool world_take(unsigned index, struct world_request *r);

/* world_complete - it is done: an entry in the used ring, and an interrupt. */
void world_complete(unsigned index, uint32_t id, uint32_t len);

/*
 * world_deliver - @len bytes to the next buffer of a pair, header included; as
 * many as fit. False if the device has no buffer there.
 */
bool world_deliver(unsigned pair, const void *bytes, size_t len);

/*
 * world_sent - take the next frame that was sent on @pair, without its header.
 *
 * Returns its length, 0 if there is none; completes it.
 */
size_t world_sent(unsigned pair, uint8_t *frame, size_t room);
