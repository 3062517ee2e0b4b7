// expect: status 0
// smp: 1 2 4
/*
 * test_epoll.c - waiting for many descriptors.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <poll.h>
#include <unistd.h>

#include "tests/libc/thread_tools.h"

static int add(int ep, int fd, uint32_t events)
{
    struct epoll_event e = {.events = events, .data.fd = fd};

    return epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e);
}

static int change(int ep, int fd, uint32_t events)
{
    struct epoll_event e = {.events = events, .data.fd = fd};

    return epoll_ctl(ep, EPOLL_CTL_MOD, fd, &e);
}

/* What is ready now: one descriptor's events, 0 for none. */
static uint32_t now_ready(int ep, int fd)
{
    struct epoll_event e[2] = {0};
    int n = epoll_wait(ep, e, 2, 0);

    CHECK(n == 0 || (n == 1 && e[0].data.fd == fd));
    return n == 1 ? e[0].events : 0;
}

TEST(the_constants_are_linux_s)
{
    CHECK(sizeof(struct epoll_event) == 12);
    CHECK(EPOLLIN == POLLIN && EPOLLOUT == POLLOUT && EPOLLRDHUP == 0x2000);
    CHECK(EPOLLET == 1u << 31 && EPOLLONESHOT == 1u << 30);
    CHECK(EPOLL_CLOEXEC == 02000000 && EFD_NONBLOCK == 04000);
}

TEST(a_level_is_told_again_and_again)
{
    int ep = epoll_create1(EPOLL_CLOEXEC), fd[2];
    char c;

    CHECK(ep == 3 && fcntl(ep, F_GETFD) == FD_CLOEXEC);
    CHECK(pipe(fd) == 0 && add(ep, fd[0], EPOLLIN) == 0);
    CHECK(now_ready(ep, fd[0]) == 0);
    CHECK(write(fd[1], "ab", 2) == 2);
    CHECK(now_ready(ep, fd[0]) == EPOLLIN && now_ready(ep, fd[0]) == EPOLLIN);
    CHECK(read(fd[0], &c, 1) == 1 && now_ready(ep, fd[0]) == EPOLLIN);
    CHECK(read(fd[0], &c, 1) == 1 && now_ready(ep, fd[0]) == 0);
    CHECK(close(fd[1]) == 0 && now_ready(ep, fd[0]) == EPOLLHUP);
    CHECK(close(fd[0]) == 0 && now_ready(ep, fd[0]) == 0);
    CHECK(close(ep) == 0);
}

TEST(an_edge_is_told_once)
{
    int ep = epoll_create(1), fd[2];
    char c;

    CHECK(pipe(fd) == 0 && write(fd[1], "x", 1) == 1);
    CHECK(add(ep, fd[0], EPOLLIN | EPOLLET) == 0);
    CHECK(now_ready(ep, fd[0]) == EPOLLIN && now_ready(ep, fd[0]) == 0);
    CHECK(write(fd[1], "y", 1) == 1);
    CHECK(now_ready(ep, fd[0]) == EPOLLIN && now_ready(ep, fd[0]) == 0);
    CHECK(read(fd[0], &c, 1) == 1 && now_ready(ep, fd[0]) == 0);
    CHECK(change(ep, fd[0], EPOLLIN | EPOLLET) == 0);
    CHECK(now_ready(ep, fd[0]) == EPOLLIN && now_ready(ep, fd[0]) == 0);
    CHECK(close(fd[0]) == 0 && close(fd[1]) == 0 && close(ep) == 0);
}

TEST(one_shot_is_told_until_it_is_asked_for_again)
{
    int ep = epoll_create1(0), fd = eventfd(1, 0);

    CHECK(add(ep, fd, EPOLLIN | EPOLLOUT | EPOLLONESHOT) == 0);
    CHECK(now_ready(ep, fd) == (EPOLLIN | EPOLLOUT));
    CHECK(now_ready(ep, fd) == 0);
    CHECK(eventfd_write(fd, 1) == 0 && now_ready(ep, fd) == 0);
    CHECK(change(ep, fd, EPOLLIN | EPOLLONESHOT) == 0);
    CHECK(now_ready(ep, fd) == EPOLLIN && now_ready(ep, fd) == 0);
    CHECK(close(fd) == 0 && close(ep) == 0);
}

TEST(a_watch_ends_with_the_last_descriptor_of_the_file)
{
    int ep = epoll_create1(0), fd = eventfd(1, 0), other = dup(fd);

    CHECK(add(ep, fd, EPOLLIN) == 0 && close(fd) == 0);
    CHECK(now_ready(ep, fd) == EPOLLIN); /* as on Linux */
    CHECK(close(other) == 0 && now_ready(ep, fd) == 0);
    /* the number is free for another file */
    CHECK(eventfd(0, 0) == fd && add(ep, fd, EPOLLIN) == 0);
    CHECK(now_ready(ep, fd) == 0);
    CHECK(close(fd) == 0 && close(ep) == 0);
}

TEST(what_is_wrong_is_refused)
{
    int ep = epoll_create1(0), fd = eventfd(0, 0);
    int file = open("/tmp/regular", O_RDWR | O_CREAT, 0600);
    struct epoll_event e = {.events = EPOLLIN};

    CHECK(epoll_create(0) == -1 && errno == EINVAL);
    CHECK(epoll_create1(1) == -1 && errno == EINVAL);
    CHECK(add(ep, 77, EPOLLIN) == -1 && errno == EBADF);
    CHECK(add(77, fd, EPOLLIN) == -1 && errno == EBADF);
    CHECK(add(ep, file, EPOLLIN) == -1 && errno == EPERM);
    CHECK(add(fd, ep, EPOLLIN) == -1 && errno == EINVAL);
    CHECK(add(ep, ep, EPOLLIN) == -1 && errno == EINVAL);
    CHECK(change(ep, fd, EPOLLIN) == -1 && errno == ENOENT);
    CHECK(epoll_ctl(ep, EPOLL_CTL_DEL, fd, NULL) == -1 && errno == ENOENT);
    CHECK(epoll_ctl(ep, EPOLL_CTL_ADD, fd, NULL) == -1 && errno == EFAULT);
    CHECK(epoll_ctl(ep, 4, fd, &e) == -1 && errno == EINVAL);
    CHECK(add(ep, fd, EPOLLIN) == 0);
    CHECK(add(ep, fd, EPOLLIN) == -1 && errno == EEXIST);
    CHECK(change(ep, fd, EPOLLEXCLUSIVE) == -1 && errno == EINVAL);
    CHECK(epoll_ctl(ep, EPOLL_CTL_DEL, fd, NULL) == 0);
    CHECK(add(ep, fd, EPOLLIN | EPOLLEXCLUSIVE | EPOLLONESHOT) == -1);
    CHECK(add(ep, fd, EPOLLIN | EPOLLEXCLUSIVE) == 0);
    CHECK(change(ep, fd, EPOLLIN) == -1 && errno == EINVAL);
    CHECK(epoll_wait(ep, &e, 0, 0) == -1 && errno == EINVAL);
    CHECK(epoll_wait(fd, &e, 1, 0) == -1 && errno == EINVAL);
    CHECK(epoll_wait(77, &e, 1, 0) == -1 && errno == EBADF);
    CHECK(close(file) == 0 && close(fd) == 0 && close(ep) == 0);
}

TEST(one_epoll_may_watch_another)
{
    int outer = epoll_create1(0), inner = epoll_create1(0), fd = eventfd(0, 0);
    int third = epoll_create1(0);
    struct pollfd p = {.fd = outer, .events = POLLIN};
    eventfd_t v;

    CHECK(add(inner, fd, EPOLLIN) == 0 && add(outer, inner, EPOLLIN) == 0);
    CHECK(add(inner, outer, EPOLLIN) == -1 && errno == ELOOP);
    CHECK(add(third, outer, EPOLLIN) == -1 && errno == ELOOP);
    CHECK(add(inner, third, EPOLLIN) == -1 && errno == ELOOP);
    CHECK(now_ready(outer, inner) == 0 && poll(&p, 1, 0) == 0);
    CHECK(eventfd_write(fd, 1) == 0);
    CHECK(now_ready(outer, inner) == EPOLLIN && poll(&p, 1, 0) == 1);
    CHECK(now_ready(inner, fd) == EPOLLIN);
    CHECK(eventfd_read(fd, &v) == 0);
    CHECK(now_ready(outer, inner) == 0 && poll(&p, 1, 0) == 0);
    CHECK(close(inner) == 0 && now_ready(outer, inner) == 0);
    CHECK(add(outer, third, EPOLLIN) == 0); /* it watches none any more */
    CHECK(close(outer) == 0 && close(third) == 0 && close(fd) == 0);
}

#define MANY 900

TEST(among_many_only_what_is_ready_is_told)
{
    int ep = epoll_create1(0), fds[MANY];
    struct epoll_event e[MANY];

    for (int i = 0; i < MANY; i++) {
        fds[i] = eventfd(0, 0);
        CHECK(fds[i] >= 0 && add(ep, fds[i], EPOLLIN) == 0);
    }
    for (int i = 0; i < MANY; i += 100)
        CHECK(eventfd_write(fds[i], 1) == 0);
    CHECK(epoll_wait(ep, e, MANY, -1) == MANY / 100);
    /* in turns, where the caller has room for few */
    CHECK(epoll_wait(ep, e, 4, -1) == 4 && e[0].data.fd == fds[0]);
    CHECK(epoll_wait(ep, e, 4, -1) == 4 && e[0].data.fd == fds[400]);
    CHECK(epoll_wait(ep, e, 4, -1) == 4 && e[0].data.fd == fds[800]);
    for (int i = 0; i < MANY; i++)
        CHECK(close(fds[i]) == 0);
    CHECK(epoll_wait(ep, e, MANY, 0) == 0);
    CHECK(close(ep) == 0);
}

TEST(a_timeout_and_a_timer_end_the_wait)
{
    int ep = epoll_create1(0);
    int fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    struct itimerspec its = {.it_value = {0, 3000000}};
    struct timespec due = in_ms(CLOCK_MONOTONIC, 8), five = {0, 5000000};
    struct epoll_event e;

    CHECK(add(ep, fd, EPOLLIN | EPOLLET) == 0);
    CHECK(epoll_pwait2(ep, &e, 1, &five, NULL) == 0);
    CHECK(timerfd_settime(fd, 0, &its, NULL) == 0);
    CHECK(epoll_wait(ep, &e, 1, -1) == 1 && e.data.fd == fd);
    CHECK(is_past(CLOCK_MONOTONIC, &due));
    CHECK(close(fd) == 0 && close(ep) == 0);
}

TEST(sockets_are_watched_like_the_rest)
{
    int ep = epoll_create1(0), s[2];
    char c;

    CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, s) == 0);
    CHECK(add(ep, s[0], EPOLLIN | EPOLLRDHUP | EPOLLET) == 0);
    CHECK(now_ready(ep, s[0]) == 0);
    CHECK(write(s[1], "x", 1) == 1 && now_ready(ep, s[0]) == EPOLLIN);
    CHECK(read(s[0], &c, 1) == 1);
    CHECK(close(s[1]) == 0 && (now_ready(ep, s[0]) & EPOLLIN));
    CHECK(close(s[0]) == 0 && close(ep) == 0);
}

/* --- threads --- */

#define WORKERS 4
#define TOKENS  400

static int queue_ep, stop_fd, token_fds[8];
static unsigned taken;

/* Serves whichever token is there; one thread at a time for each. */
static void *serve(void *arg)
{
    struct epoll_event e;
    eventfd_t value;

    (void)arg;
    for (;;) {
        CHECK(epoll_wait(queue_ep, &e, 1, -1) == 1);
        if (e.data.fd == stop_fd)
            return NULL;
        CHECK(eventfd_read(e.data.fd, &value) == 0);
        __atomic_fetch_add(&taken, (unsigned)value, __ATOMIC_RELAXED);
        CHECK(change(queue_ep, e.data.fd, EPOLLIN | EPOLLONESHOT) == 0);
    }
}

TEST(threads_share_an_epoll)
{
    pthread_t ids[WORKERS];

    queue_ep = epoll_create1(0);
    stop_fd = eventfd(0, 0);
    taken = 0;
    for (int i = 0; i < 8; i++) {
        token_fds[i] = eventfd(0, EFD_NONBLOCK);
        CHECK(add(queue_ep, token_fds[i], EPOLLIN | EPOLLONESHOT) == 0);
    }
    CHECK(add(queue_ep, stop_fd, EPOLLIN) == 0);
    for (int i = 0; i < WORKERS; i++)
        ids[i] = start(serve, NULL);
    for (int i = 0; i < TOKENS; i++)
        CHECK(eventfd_write(token_fds[i % 8], 1) == 0);
    while (__atomic_load_n(&taken, __ATOMIC_RELAXED) < TOKENS)
        pthread_yield();
    CHECK(eventfd_write(stop_fd, 1) == 0);
    for (int i = 0; i < WORKERS; i++)
        join(ids[i]);
    CHECK(taken == TOKENS);
    for (int i = 0; i < 8; i++)
        CHECK(close(token_fds[i]) == 0);
    CHECK(close(stop_fd) == 0 && close(queue_ep) == 0);
}

static uint32_t polled_enough;

static void *poll_it(void *arg)
{
    struct pollfd p = {.fd = *(int *)arg, .events = POLLIN};

    while (!__atomic_load_n(&polled_enough, __ATOMIC_SEQ_CST))
        CHECK(poll(&p, 1, 0) == 1);
    return NULL;
}

/* Who polls has the items in its hands meanwhile. */
TEST(who_polls_an_epoll_hides_nothing_from_who_waits)
{
    int ep = epoll_create1(0), fd = eventfd(1, 0);
    struct epoll_event e;

    CHECK(add(ep, fd, EPOLLIN) == 0);
    pthread_t other = start(poll_it, &ep);
    for (int i = 0; i < 5000; i++)
        CHECK(epoll_wait(ep, &e, 1, -1) == 1 && e.data.fd == fd);
    __atomic_store_n(&polled_enough, 1, __ATOMIC_SEQ_CST);
    join(other);
    close(fd);
    close(ep);
}

/* Descriptors come and go while another thread waits for them. */
static void *come_and_go(void *arg)
{
    for (int i = 0; i < 300; i++) {
        int fd = eventfd(1, 0);
        CHECK(add(*(int *)arg, fd, EPOLLIN | (i & 1 ? EPOLLET : 0)) == 0);
        if (i & 2)
            CHECK(epoll_ctl(*(int *)arg, EPOLL_CTL_DEL, fd, NULL) == 0);
        CHECK(close(fd) == 0);
    }
    return NULL;
}

TEST(a_wait_survives_descriptors_that_go)
{
    int ep = epoll_create1(0), end = eventfd(0, 0), seen_end = 0;
    pthread_t a = start(come_and_go, &ep), b = start(come_and_go, &ep);
    struct epoll_event e[4];

    CHECK(add(ep, end, EPOLLIN) == 0);
    for (int i = 0; i < 200; i++)
        CHECK(epoll_wait(ep, e, 4, 0) >= 0);
    join(a);
    join(b);
    CHECK(eventfd_write(end, 1) == 0);
    CHECK(epoll_wait(ep, e, 4, -1) == 1 && (seen_end = e[0].data.fd) == end);
    CHECK(close(end) == 0 && close(ep) == 0);
}

static void *wait_for_ever(void *arg)
{
    struct epoll_event e;

    epoll_wait(*(int *)arg, &e, 1, -1);
    return NULL;
}

TEST(a_cancelled_wait_ends)
{
    int ep = epoll_create1(0);
    pthread_t id = start(wait_for_ever, &ep);

    CHECK(pthread_cancel(id) == 0);
    CHECK(join(id) == PTHREAD_CANCELED);
    CHECK(close(ep) == 0);
}
