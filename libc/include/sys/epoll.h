/*
 * sys/epoll.h - waiting for many descriptors, as Linux has it.
 *
 * An epoll may be watched by another one, one deep. EPOLLEXCLUSIVE is
 * accepted; more than one epoll may be woken all the same, as Linux may.
 */
#pragma once

#include <signal.h>
#include <stdint.h>
#include <sys/cdefs.h>

#define EPOLL_CLOEXEC  02000000

#define EPOLL_CTL_ADD  1
#define EPOLL_CTL_DEL  2
#define EPOLL_CTL_MOD  3

#define EPOLLIN        0x001u
#define EPOLLPRI       0x002u
#define EPOLLOUT       0x004u
#define EPOLLERR       0x008u
#define EPOLLHUP       0x010u
#define EPOLLRDNORM    0x040u
#define EPOLLRDBAND    0x080u
#define EPOLLWRNORM    0x100u
#define EPOLLWRBAND    0x200u
#define EPOLLMSG       0x400u
#define EPOLLRDHUP     0x2000u
#define EPOLLEXCLUSIVE (1u << 28)
#define EPOLLWAKEUP    (1u << 29)
#define EPOLLONESHOT   (1u << 30)
#define EPOLLET        (1u << 31)

typedef union epoll_data {
    void *ptr;
    int fd;
    uint32_t u32;
    uint64_t u64;
} epoll_data_t;

/* Packed, as Linux has it on this processor. */
struct epoll_event {
    uint32_t events;
    epoll_data_t data;
} __attribute__((__packed__));

struct timespec;

__BEGIN_DECLS
int epoll_create(int __size);
int epoll_create1(int __flags);
int epoll_ctl(int __epfd, int __op, int __fd, struct epoll_event *__event);
int epoll_wait(int __epfd, struct epoll_event *__events, int __max,
               int __timeout_ms);
int epoll_pwait(int __epfd, struct epoll_event *__events, int __max,
                int __timeout_ms, const sigset_t *__mask);
int epoll_pwait2(int __epfd, struct epoll_event *__events, int __max,
                 const struct timespec *__timeout, const sigset_t *__mask);
__END_DECLS
