/*
 * test_9p.c - requests to QEMU's host folders, from one thread and from many.
 */
#include "tests/check.h"

#include "kernel/base.h"
#include "kernel/errno.h"
#include "kernel/p9dev.h"
#include "kernel/string.h"
#include "tests/guest/threads.h"

#define THREADS 24
#define ROUNDS  60
#define ROOM    200

/* [9P2000.L]: sizes, types, tags, all little-endian */
static uint8_t hello[] = {21, 0, 0,   0,   100, 0xff, 0xff, 0,   0,   1,  0,
                          8,  0, '9', 'P', '2', '0',  '0',  '0', '.', 'L'};
static uint8_t attach[] = {23, 0, 0, 0,    104,  1,    0,    0,
                           0,  0, 0, 0xff, 0xff, 0xff, 0xff, 0,
                           0,  0, 0, 0xff, 0xff, 0xff, 0xff};
static const uint8_t getattr[] = {19, 0,    0,    0, 24, 0, 0, 0, 0, 0,
                                  0,  0xff, 0x07, 0, 0,  0, 0, 0, 0};

static struct p9dev *dev;
static struct test_thread threads[THREADS];
static uint32_t wrong;

static uint32_t ask(const void *request, uint32_t len, uint8_t *reply)
{
    struct p9dev_call call = {.in = {{reply, ROOM}}};

    call.out[0] = (struct p9dev_piece){(void *)(uintptr_t)request, len};
    return p9dev_call(dev, &call) ? 0 : call.got;
}

/* Tests run in any order, each from the start of the conversation. */
static bool begin(void)
{
    uint8_t reply[ROOM];

    dev = p9dev_find("tag");
    return CHECK(dev) &&
           CHECK(ask(hello, sizeof(hello), reply) == sizeof(hello)) &&
           CHECK(reply[4] == 101 && memcmp(reply + 13, "9P2000.L", 8) == 0) &&
           CHECK(ask(attach, sizeof(attach), reply) == 20) &&
           CHECK(reply[4] == 105 && reply[7] == 0x80);
}

TEST(a_folder_is_found_by_its_tag)
{
    CHECK(!p9dev_find("no such tag"));
    if (!begin())
        return;
    CHECK(p9dev_count() == 1);
    CHECK(p9dev_data_max(dev) >= 400 * KIB);
}

/* The request and the reply in several pieces, each at odd addresses. */
TEST(pieces_of_a_message)
{
    uint8_t request[sizeof(getattr) + 1], reply[ROOM];
    struct p9dev_call call = {0};

    if (!begin())
        return;
    memcpy(request + 1, getattr, sizeof(getattr));
    call.out[0] = (struct p9dev_piece){request + 1, 5};
    call.out[2] = (struct p9dev_piece){request + 6, sizeof(getattr) - 5};
    call.in[0] = (struct p9dev_piece){reply, 7};
    call.in[1] = (struct p9dev_piece){reply + 7, 1};
    call.in[3] = (struct p9dev_piece){reply + 8, ROOM - 8};
    CHECK(p9dev_call(dev, &call) == 0 && call.got == 160);
    CHECK(reply[0] == 160 && reply[4] == 25 && reply[15] == 0x80);
    call.in[0].len = call.in[1].len = call.in[3].len = 0;
    CHECK(p9dev_call(dev, &call) == -EINVAL);
}

static void asker(void *arg)
{
    uint8_t request[sizeof(getattr)], reply[ROOM];
    uint32_t number = (uint32_t)(uintptr_t)arg;

    memcpy(request, getattr, sizeof(getattr));
    for (uint32_t i = 0; i < ROUNDS; i++) {
        request[5] = (uint8_t)number;
        request[6] = (uint8_t)i;
        memset(reply, 0xee, sizeof(reply));
        if (ask(request, sizeof(request), reply) != 160 || reply[4] != 25 ||
            reply[5] != number || reply[6] != (uint8_t)i || reply[160] != 0xee)
            __atomic_fetch_add(&wrong, 1, __ATOMIC_RELAXED);
    }
}

TEST(many_threads_ask_at_once)
{
    if (!begin())
        return;
    for (uintptr_t i = 0; i < THREADS; i++)
        CHECK(test_spawn(&threads[i], "asker", asker, (void *)i, 0));
    for (unsigned i = 0; i < THREADS; i++)
        test_join(&threads[i]);
    CHECK(wrong == 0);
}

TEST(a_folder_given_up_answers_no_more)
{
    uint8_t reply[ROOM];

    if (!begin())
        return;
    CHECK(ask(getattr, sizeof(getattr), reply) == 160);
    p9dev_fail(dev, "for a test", 1, 2);
    CHECK(ask(getattr, sizeof(getattr), reply) == 0);
}
