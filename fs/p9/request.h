/*
 * request.h - how a call of client.h is made, for those who make them.
 */
#pragma once

#include "fs/p9/client.h"

/* A request being written, then its reply being read. */
struct p9_request {
    uint8_t type;
    uint16_t tag;
    struct p9_writer w;
    struct p9_reader r;
};

/* p9_request - begin one; its fields go into what this returns. */
struct p9_writer *p9_request(struct p9_client *c, struct p9_request *q,
                             uint8_t type);

/* p9_ask - send it; on 0 the reply's fields are in q->r. */
int p9_ask(struct p9_client *c, struct p9_request *q);

/* p9_told - the reply's fields were read; -EIO if that went wrong. */
int p9_told(struct p9_client *c, struct p9_request *q);

/* p9_ask_simple - p9_ask() for a reply without fields. */
int p9_ask_simple(struct p9_client *c, struct p9_request *q);
