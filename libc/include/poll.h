/*
 * poll.h - waiting for descriptors.
 */
#pragma once

#include <sys/cdefs.h>

#define POLLIN     0x0001
#define POLLPRI    0x0002
#define POLLOUT    0x0004
#define POLLERR    0x0008
#define POLLHUP    0x0010
#define POLLNVAL   0x0020
#define POLLRDNORM 0x0040
#define POLLRDBAND 0x0080
#define POLLWRNORM 0x0100
#define POLLWRBAND 0x0200
#define POLLRDHUP  0x2000

typedef unsigned int nfds_t;

struct pollfd {
    int fd;
    short events;
    short revents;
};

#if __GNU_VISIBLE
#include <signal.h>
#include <time.h>
#endif

__BEGIN_DECLS
int poll(struct pollfd *__fds, nfds_t __count, int __timeout_ms);
#if __GNU_VISIBLE
int ppoll(struct pollfd *__fds, nfds_t __count,
          const struct timespec *__timeout, const sigset_t *__mask);
#endif
__END_DECLS
