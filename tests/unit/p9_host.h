/*
 * p9_host.h - a host that serves a folder by 9P2000.L, for tests without one.
 *
 * It answers every request as a host may. Names say what a file is: "d..." a
 * directory, "l..." a link, "n..." nothing, anything else a file of 100 bytes.
 * p9_host_spoil() may change each reply before it is seen.
 *
 * It implements kernel/p9dev.h and vfs_root().
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct p9dev {
    bool failed;
    const char *what;   /* of p9dev_fail() */
    unsigned calls;     /* so far */
    unsigned fids;      /* the host knows */
    unsigned fids_most; /* as many at one time */
    uint32_t entries;   /* in each directory */
    bool late; /* the next lcreate is EEXIST, and "n..." are files then */
    bool made; /* they are */
};

extern struct p9dev p9_host;

/* p9dev_forget - the host knows no fids any more. */
void p9dev_forget(void);

/*
 * p9_host_spoil - called with each reply, *@len bytes of @room; the test's.
 *
 * @type  of the request
 */
void p9_host_spoil(uint8_t type, uint8_t *reply, size_t *len, size_t room);
