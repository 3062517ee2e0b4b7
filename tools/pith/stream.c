/*
 * stream.c - bytes on their way from one descriptor to another.
 *
 * A stream reads only when it holds nothing, so a slow reader slows the writer
 * and nothing is lost.
 */
#include "tools/pith/stream.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "tools/pith/stdin_escape.h"

static bool is_pending(const struct stream *s)
{
    return s->start < s->end;
}

struct pollfd stream_poll(const struct stream *s)
{
    if (is_pending(s))
        return (struct pollfd){.fd = s->to, .events = POLLOUT};
    return (struct pollfd){.fd = s->from, .events = POLLIN};
}

bool stream_done(const struct stream *s)
{
    return s->from < 0 && !is_pending(s);
}

static int write_once(struct stream *s)
{
    size_t size = s->end - s->start;
    ssize_t n;

    n = write(s->to, s->buffer + s->start,
              size < STREAM_CHUNK ? size : STREAM_CHUNK);
    if (n >= 0) {
        s->start += n;
        s->last = s->buffer[s->start - 1];
        return 0;
    }
    if (errno == EAGAIN || errno == EINTR)
        return 0;
    s->start = s->end = 0;
    s->to = -1;
    return -errno;
}

static void take(struct stream *s, const char *bytes, size_t size)
{
    s->start = s->end = 0;
    if (s->to < 0)
        return;
    if (s->escape) {
        s->end = stdin_escape(bytes, size, s->buffer);
        return;
    }
    memcpy(s->buffer, bytes, size);
    s->end = size;
}

static void finish(struct stream *s)
{
    s->from = -1;
    if (!s->escape || s->to < 0)
        return;
    s->buffer[0] = STDIN_END;
    s->start = 0;
    s->end = 1;
}

int stream_move(struct stream *s)
{
    char chunk[STREAM_CHUNK];
    ssize_t n;

    if (is_pending(s))
        return write_once(s);
    n = read(s->from, chunk, sizeof(chunk));
    if (n > 0)
        take(s, chunk, n);
    else if (n == 0 || (errno != EAGAIN && errno != EINTR))
        finish(s);
    return 0;
}
