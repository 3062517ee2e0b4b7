// expect: status 0
// smp: 1 2 4
/*
 * test_poll.c - waiting for descriptors, all kinds of them and none at all.
 */
#define _GNU_SOURCE /* ppoll() */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/select.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "tests/libc/thread_tools.h"

static int64_t now_ms(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

TEST(output_is_always_ready)
{
    struct pollfd fds[] = {{.fd = 1, .events = POLLOUT},
                           {.fd = -1, .events = POLLOUT},
                           {.fd = 2, .events = POLLOUT}};

    CHECK(poll(fds, 3, 0) == 2);
    CHECK(fds[0].revents == POLLOUT && fds[1].revents == 0);
    CHECK(fds[2].revents == POLLOUT);
}

TEST(a_closed_descriptor_is_told)
{
    struct pollfd bad = {.fd = 77, .events = POLLIN};
    fd_set set;

    CHECK(poll(&bad, 1, -1) == 1 && bad.revents == POLLNVAL);
    FD_ZERO(&set);
    FD_SET(77, &set);
    errno = 0;
    CHECK(select(78, &set, NULL, NULL, NULL) == -1 && errno == EBADF);
}

TEST(a_timeout_ends_the_wait)
{
    int64_t start = now_ms();
    struct timeval tv = {0, 15000};

    CHECK(poll(NULL, 0, 10) == 0);
    CHECK(select(0, NULL, NULL, NULL, &tv) == 0);
    CHECK(now_ms() - start >= 25);
}

TEST(select_keeps_what_is_ready)
{
    fd_set w, e;

    FD_ZERO(&w);
    FD_ZERO(&e);
    FD_SET(1, &w);
    FD_SET(1, &e);
    CHECK(select(2, NULL, &w, &e, NULL) == 1);
    CHECK(FD_ISSET(1, &w) && !FD_ISSET(1, &e));
}

TEST(timeouts_that_are_no_time_are_refused)
{
    struct timeval tv = {0, 1000000};
    struct timespec ts = BAD_TIME;

    CHECK(select(0, NULL, NULL, NULL, &tv) == -1 && errno == EINVAL);
    tv = (struct timeval){-1, 0};
    CHECK(select(0, NULL, NULL, NULL, &tv) == -1 && errno == EINVAL);
    CHECK(select(FD_SETSIZE + 1, NULL, NULL, NULL, NULL) == -1);
    CHECK(errno == EINVAL);
    CHECK(ppoll(NULL, 0, &ts, NULL) == -1 && errno == EINVAL);
    CHECK(pselect(0, NULL, NULL, NULL, &ts, NULL) == -1 && errno == EINVAL);
    CHECK(poll(NULL, 70000, 0) == -1 && errno == EINVAL);
}

/* --- a thread waits for what another one does --- */

static int source;

static void *write_soon(void *arg)
{
    (void)arg;
    let_others_wait();
    CHECK(write(source, "12345678", 8) == 8);
    return NULL;
}

TEST(a_wait_ends_when_one_of_several_kinds_is_ready)
{
    int fd[2], event = eventfd(0, 0);
    int timer = timerfd_create(CLOCK_MONOTONIC, 0);
    struct itimerspec soon = {.it_value = {0, 2000000}};
    pthread_t id;

    CHECK(pipe(fd) == 0);
    struct pollfd p[] = {{.fd = fd[0], .events = POLLIN},
                         {.fd = event, .events = POLLIN},
                         {.fd = timer, .events = POLLIN}};
    source = event;
    id = start(write_soon, NULL);
    CHECK(poll(p, 3, -1) == 1 && p[1].revents == POLLIN && !p[0].revents);
    join(id);
    source = fd[1];
    id = start(write_soon, NULL);
    CHECK(poll(p, 1, -1) == 1 && p[0].revents == POLLIN);
    join(id);
    CHECK(timerfd_settime(timer, 0, &soon, NULL) == 0);
    CHECK(poll(&p[2], 1, -1) == 1 && p[2].revents == POLLIN);
    CHECK(close(fd[0]) == 0 && close(fd[1]) == 0);
    CHECK(close(event) == 0 && close(timer) == 0);
}

static void *write_through_select(void *arg)
{
    int fd = *(int *)arg;
    fd_set w;

    for (int i = 0; i < 100; i++) {
        static char block[4096];
        FD_ZERO(&w);
        FD_SET(fd, &w);
        CHECK(select(fd + 1, NULL, &w, NULL, NULL) == 1 && FD_ISSET(fd, &w));
        CHECK(write(fd, block, sizeof(block)) == sizeof(block));
    }
    CHECK(close(fd) == 0);
    return NULL;
}

TEST(both_ends_of_a_pipe_wait_by_select)
{
    static char block[3000];
    size_t sum = 0;
    ssize_t n = 1;
    pthread_t id;
    int fd[2];
    fd_set r;

    CHECK(pipe(fd) == 0);
    id = start(write_through_select, &fd[1]);
    while (n > 0) {
        FD_ZERO(&r);
        FD_SET(fd[0], &r);
        CHECK(pselect(fd[0] + 1, &r, NULL, NULL, NULL, NULL) == 1);
        n = read(fd[0], block, sizeof(block));
        sum += n > 0 ? (size_t)n : 0;
    }
    CHECK(n == 0 && sum == 100 * 4096);
    join(id);
    CHECK(close(fd[0]) == 0);
}

static volatile sig_atomic_t handled;

static void count_signal(int sig)
{
    handled += sig == SIGUSR1;
}

TEST(a_mask_lets_a_waiting_signal_through)
{
    struct timespec ten_s = {10, 0};
    sigset_t set, none, now;

    handled = 0;
    signal(SIGUSR1, count_signal);
    sigemptyset(&none);
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    CHECK(sigprocmask(SIG_BLOCK, &set, NULL) == 0 && raise(SIGUSR1) == 0);
    CHECK(ppoll(NULL, 0, &ten_s, &none) == -1 && errno == EINTR);
    CHECK(handled == 1);
    CHECK(raise(SIGUSR1) == 0 && handled == 1);
    CHECK(pselect(0, NULL, NULL, NULL, &ten_s, &none) == -1 && errno == EINTR);
    CHECK(handled == 2);
    CHECK(sigprocmask(SIG_SETMASK, &none, &now) == 0);
    CHECK(sigismember(&now, SIGUSR1));
}

static void *send_signals(void *arg)
{
    pthread_t to = *(pthread_t *)arg;

    for (int i = 0; i < 400; i++) {
        while (handled < i)
            pthread_yield();
        CHECK(pthread_kill(to, SIGUSR1) == 0);
    }
    return NULL;
}

/* It comes before, at or after the change of the mask: none is missed. */
TEST(a_signal_that_only_the_wait_lets_through_ends_it)
{
    int ep = epoll_create1(0);
    struct epoll_event event;
    pthread_t self = pthread_self(), id;
    sigset_t set, none;

    handled = 0;
    signal(SIGUSR1, count_signal);
    sigemptyset(&none);
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    CHECK(sigprocmask(SIG_BLOCK, &set, NULL) == 0);
    id = start(send_signals, &self);
    for (int i = 0; i < 400; i++) {
        int n = i & 1 ? ppoll(NULL, 0, NULL, &none)
                      : epoll_pwait(ep, &event, 1, -1, &none);
        CHECK(n == -1 && errno == EINTR && handled == i + 1);
    }
    join(id);
    CHECK(sigprocmask(SIG_SETMASK, &none, NULL) == 0 && close(ep) == 0);
}
