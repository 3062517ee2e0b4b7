/*
 * stream.h - bytes on their way from one descriptor to another.
 */
#pragma once

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>

#define STREAM_CHUNK 4096 /* PIPE_BUF: a pipe that polls writable takes it */

/* One direction; set @from, @to and @escape, zero the rest. */
struct stream {
    int from;    /* -1 at its end */
    int to;      /* -1: what is read is dropped */
    bool escape; /* quote for the guest, and mark the end [stdin_escape.h] */
    char last;   /* the last byte written */
    size_t start, end;
    char buffer[2 * STREAM_CHUNK];
};

/* stream_poll - what to wait for: data, or room for the data it holds. */
struct pollfd stream_poll(const struct stream *stream);

/*
 * stream_move - read or write once, after poll(2) said so.
 *
 * Returns 0, or the negative errno value of a failed write: the stream drops
 * what it reads from then on.
 */
int stream_move(struct stream *stream);

/* stream_done - nothing more can come out of it. */
bool stream_done(const struct stream *stream);
