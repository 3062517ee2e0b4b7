/*
 * stream.h - received bytes in the pbufs they came in.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/uio.h>

struct net_stream;
struct pbuf;

/* net_stream_put - add the chain @p, which is taken over. */
void net_stream_put(struct net_stream *t, struct pbuf *p);

/*
 * net_stream_get - copy at most @n bytes into @iov from its byte @at on.
 *
 * @peek  they stay. Returns how many.
 */
size_t net_stream_get(struct net_stream *t, const struct iovec *iov, int count,
                      size_t at, size_t n, bool peek);

/* net_stream_drop - free all of it. */
void net_stream_drop(struct net_stream *t);
