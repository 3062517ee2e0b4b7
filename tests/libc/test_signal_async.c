// expect: status 0
// cflags: -pthread
// smp: 1 2 4
/*
 * test_signal_async.c - signals that come while a thread does something else.
 *
 * Tests run in any order: each installs its own handlers.
 */
#define _GNU_SOURCE /* ppoll() */
#include <poll.h>
#include <sched.h>
#include <semaphore.h>
#include <setjmp.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <ucontext.h>
#include <unistd.h>

#include "tests/libc/thread_tools.h"

static volatile int handled;
static pthread_t volatile handled_by;

static void note(int sig)
{
    (void)sig;
    handled_by = pthread_self();
    __atomic_fetch_add(&handled, 1, __ATOMIC_SEQ_CST);
}

static void handle(int sig, void (*fn)(int), int flags)
{
    struct sigaction act = {.sa_flags = flags};

    act.sa_handler = fn;
    CHECK(sigaction(sig, &act, NULL) == 0);
}

static volatile int spinning, stop;

static void *__attribute__((noinline)) spin(void *arg)
{
    uint64_t sum = 0;

    __atomic_fetch_add(&spinning, 1, __ATOMIC_SEQ_CST);
    while (!stop)
        sum += (uintptr_t)arg;
    return (void *)sum;
}

TEST(a_thread_that_spins_is_interrupted)
{
    handle(SIGUSR1, note, 0);
    handled = spinning = stop = 0;
    pthread_t id = start(spin, NULL);
    while (!spinning)
        sched_yield();
    for (int i = 1; i <= 100; i++) {
        CHECK(pthread_kill(id, SIGUSR1) == 0);
        while (handled < i)
            sched_yield();
        CHECK(pthread_equal(handled_by, id));
    }
    stop = 1;
    join(id);
}

/* Blocks SIGUSR2 and ends by a SIGUSR1 handler that sets stop. */
static void set_stop(int sig)
{
    (void)sig;
    stop = 1;
}

TEST(a_loop_ends_by_a_handler_of_alarm)
{
    handle(SIGALRM, set_stop, 0);
    stop = 0;
    struct itimerval soon = {.it_value.tv_usec = 2000}, left;
    CHECK(setitimer(ITIMER_REAL, &soon, NULL) == 0);
    CHECK(getitimer(ITIMER_REAL, &left) == 0);
    CHECK(left.it_value.tv_sec == 0 && left.it_value.tv_usec <= 2000);
    while (!stop)
        ;
}

static sigjmp_buf env;

static void leave(int sig)
{
    siglongjmp(env, sig);
}

TEST(a_handler_leaves_a_loop_by_siglongjmp)
{
    handle(SIGALRM, leave, 0);
    for (int i = 0; i < 20; i++) {
        if (sigsetjmp(env, 1) == 0) {
            ualarm(500, 0);
            for (;;)
                ;
        }
    }
}

TEST(what_alarm_has_left)
{
    CHECK(alarm(100) == 0);
    CHECK(alarm(50) == 100);
    CHECK(alarm(0) == 50 && alarm(0) == 0);
    struct itimerval bad = {.it_value.tv_usec = 1000000};
    CHECK(setitimer(ITIMER_REAL, &bad, NULL) == -1 && errno == EINVAL);
    CHECK(setitimer(ITIMER_VIRTUAL, &bad, NULL) == -1 && errno == EINVAL);
}

TEST(pause_ends_with_a_handler)
{
    handle(SIGALRM, note, SA_RESTART);
    handled = 0;
    ualarm(1000, 1000); /* the first may come before pause() */
    CHECK(pause() == -1 && errno == EINTR && handled >= 1);
    ualarm(0, 0);
}

TEST(sigsuspend_and_alarm_lose_nothing)
{
    sigset_t set, old, none;

    handle(SIGALRM, note, 0);
    sigemptyset(&none);
    sigemptyset(&set);
    sigaddset(&set, SIGALRM);
    pthread_sigmask(SIG_BLOCK, &set, &old);
    handled = 0;
    for (int i = 1; i <= 200; i++) {
        ualarm((useconds_t)(1 + i % 7 * 40), 0);
        CHECK(sigsuspend(&none) == -1 && errno == EINTR);
        CHECK(handled == i);
    }
    pthread_sigmask(SIG_SETMASK, &old, NULL);
}

/* --- calls that are interrupted --- */

TEST(sleeps_end_with_what_is_left)
{
    struct timespec hour = {3600, 0}, left = {0, 0};

    handle(SIGALRM, note, SA_RESTART); /* means nothing to sleeps */
    handled = 0;
    ualarm(1000, 1000);
    CHECK(nanosleep(&hour, &left) == -1 && errno == EINTR && handled >= 1);
    CHECK(left.tv_sec >= 3500);
    CHECK(sleep(3600) >= 3500 && handled >= 2);
    ualarm(0, 0);
}

TEST(an_ignored_signal_does_not_end_a_sleep)
{
    struct timespec ms = {0, 5000000};

    handle(SIGALRM, SIG_IGN, 0);
    ualarm(1000, 1000);
    CHECK(nanosleep(&ms, NULL) == 0);
    ualarm(0, 0);
}

TEST(poll_and_select_end_with_eintr)
{
    struct timeval tv = {3600, 0};
    struct pollfd p = {.fd = -1};

    handle(SIGALRM, note, SA_RESTART);
    ualarm(1000, 1000);
    CHECK(poll(&p, 1, 3600 * 1000) == -1 && errno == EINTR);
    CHECK(select(0, NULL, NULL, NULL, &tv) == -1 && errno == EINTR);
    ualarm(0, 0);
}

/* An ignored signal that was blocked is one that the mask lets through. */
TEST(a_mask_lets_an_ignored_signal_through_and_the_wait_goes_on)
{
    struct timespec ms = {0, 5000000}, before, after;
    sigset_t set = 1u << SIGUSR1, old, none = 0;
    struct pollfd p = {.fd = -1};
    int e = epoll_create1(0);
    struct epoll_event event;

    handle(SIGUSR1, SIG_IGN, 0);
    pthread_sigmask(SIG_BLOCK, &set, &old);
    clock_gettime(CLOCK_MONOTONIC, &before);
    raise(SIGUSR1);
    CHECK(ppoll(&p, 1, &ms, &none) == 0);
    raise(SIGUSR1);
    CHECK(pselect(0, NULL, NULL, NULL, &ms, &none) == 0);
    raise(SIGUSR1);
    CHECK(epoll_pwait(e, &event, 1, 5, &none) == 0);
    clock_gettime(CLOCK_MONOTONIC, &after);
    CHECK((after.tv_sec - before.tv_sec) * 1000000000 + after.tv_nsec -
              before.tv_nsec >=
          3 * ms.tv_nsec);
    CHECK(close(e) == 0);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
}

static sem_t sem;

static void post(int sig)
{
    (void)sig;
    if (++handled == 3)
        sem_post(&sem);
}

TEST(sem_wait_goes_on_or_ends_as_the_action_says)
{
    CHECK(sem_init(&sem, 0, 0) == 0);
    handled = 0;
    handle(SIGALRM, post, SA_RESTART);
    ualarm(1000, 1000);
    CHECK(sem_wait(&sem) == 0 && handled >= 3);
    ualarm(0, 0);
    handle(SIGALRM, note, 0);
    ualarm(1000, 1000);
    CHECK(sem_wait(&sem) == -1 && errno == EINTR);
    ualarm(0, 0);
}

static int ends[2];

static void send_third(int sig)
{
    (void)sig;
    if (++handled == 3)
        CHECK(write(ends[1], "x", 1) == 1);
}

TEST(a_read_of_a_socket_goes_on_or_ends_as_the_action_says)
{
    char c;

    CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
    handled = 0;
    handle(SIGALRM, send_third, SA_RESTART);
    ualarm(1000, 1000);
    CHECK(read(ends[0], &c, 1) == 1 && handled >= 3);
    ualarm(0, 0);
    handle(SIGALRM, note, 0);
    ualarm(1000, 1000);
    CHECK(read(ends[0], &c, 1) == -1 && errno == EINTR);
    ualarm(0, 0);
    CHECK(close(ends[0]) == 0 && close(ends[1]) == 0);
}

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static void *hold(void *arg)
{
    pthread_mutex_lock(&mutex);
    sem_post(arg);
    while (handled < 5)
        sched_yield();
    pthread_mutex_unlock(&mutex);
    return NULL;
}

TEST(a_mutex_is_waited_for_all_the_same)
{
    sem_t ready;

    sem_init(&ready, 0, 0);
    handled = 0;
    handle(SIGALRM, note, 0);
    pthread_t id = start(hold, &ready);
    while (sem_wait(&ready))
        ;
    ualarm(500, 500);
    CHECK(pthread_mutex_lock(&mutex) == 0 && handled >= 5);
    ualarm(0, 0);
    pthread_mutex_unlock(&mutex);
    join(id);
}

/* --- threads --- */

static void *inherits(void *arg)
{
    sigset_t now, pending;

    (void)arg;
    CHECK(pthread_sigmask(SIG_SETMASK, NULL, &now) == 0);
    CHECK(sigismember(&now, SIGUSR2) == 1 && sigismember(&now, SIGHUP) == 0);
    CHECK(sigpending(&pending) == 0);
    return NULL;
}

TEST(a_thread_inherits_the_mask)
{
    sigset_t set, old;

    sigemptyset(&set);
    sigaddset(&set, SIGUSR2);
    pthread_sigmask(SIG_BLOCK, &set, &old);
    raise(SIGUSR2);
    join(start(inherits, NULL));
    int sig;
    CHECK(sigwait(&set, &sig) == 0);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
}

static void *wait_for_two(void *arg)
{
    sigset_t *set = arg;
    int sum = 0, sig;

    for (int i = 0; i < 100; i++) {
        CHECK(sigwait(set, &sig) == 0);
        sum += sig == SIGUSR1;
    }
    return (void *)(intptr_t)sum;
}

TEST(a_thread_in_sigwait_gets_the_signals_of_the_process)
{
    sigset_t set, old, pending;

    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &set, &old);
    pthread_t id = start(wait_for_two, &set);
    for (int i = 0; i < 100; i++) {
        CHECK(kill(getpid(), SIGUSR1) == 0);
        do {
            sched_yield();
            sigpending(&pending);
        } while (sigismember(&pending, SIGUSR1));
    }
    CHECK((intptr_t)join(id) == 100);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
}

static void *just_spin(void *arg)
{
    sigset_t none = 0;

    pthread_sigmask(SIG_SETMASK, &none, NULL);
    return spin(arg);
}

TEST(a_signal_of_the_process_goes_to_who_does_not_block_it)
{
    sigset_t set, old;

    handle(SIGUSR1, note, 0);
    sigfillset(&set);
    pthread_sigmask(SIG_BLOCK, &set, &old);
    handled = spinning = stop = 0;
    pthread_t id = start(just_spin, NULL);
    while (!spinning)
        sched_yield();
    CHECK(kill(getpid(), SIGUSR1) == 0);
    while (!handled)
        sched_yield();
    CHECK(pthread_equal(handled_by, id));
    stop = 1;
    join(id);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
}

static volatile int others, waited_ms;

/* SIGUSR1's, which blocks SIGUSR2: another thread handles that meanwhile. */
static void wait_for_other(int sig)
{
    struct timespec ms = {0, 1000000};

    (void)sig;
    for (waited_ms = 0; !others && waited_ms < 10000; waited_ms++)
        nanosleep(&ms, NULL);
}

static void note_other(int sig)
{
    (void)sig;
    others = 1;
}

static void *send_both(void *arg)
{
    pthread_kill(*(pthread_t *)arg, SIGUSR1);
    kill(getpid(), SIGUSR2);
    return NULL;
}

TEST(what_a_handler_blocks_goes_to_another_thread)
{
    struct sigaction act = {.sa_mask = 1u << SIGUSR2};
    pthread_t self = pthread_self(), spinner, sender;
    sigset_t both = 1u << SIGUSR1 | 1u << SIGUSR2, old;

    act.sa_handler = wait_for_other;
    CHECK(sigaction(SIGUSR1, &act, NULL) == 0);
    handle(SIGUSR2, note_other, 0);
    for (int i = 0; i < 20; i++) {
        others = spinning = stop = 0;
        spinner = start(spin, NULL);
        while (!spinning)
            sched_yield();
        pthread_sigmask(SIG_BLOCK, &both, &old);
        sender = start(send_both, &self);
        pthread_sigmask(SIG_SETMASK, &old, NULL);
        join(sender);
        while (!others)
            sched_yield();
        CHECK(waited_ms < 10000);
        stop = 1;
        join(spinner);
    }
}

/* --- what a profiler sees --- */

static volatile greg_t rips[64];
static volatile int seen;

static void sample(int sig, siginfo_t *info, void *context)
{
    ucontext_t *uc = context;

    (void)sig;
    (void)info;
    if (uc->uc_mcontext.gregs[REG_RIP] && seen < 64)
        rips[seen++] = uc->uc_mcontext.gregs[REG_RIP];
    stop = seen >= 20;
}

TEST(a_handler_sees_where_a_loop_was_interrupted)
{
    struct sigaction act = {.sa_flags = SA_SIGINFO};
    int here = 0;

    act.sa_sigaction = sample;
    CHECK(sigaction(SIGALRM, &act, NULL) == 0);
    stop = seen = spinning = 0;
    ualarm(300, 300);
    spin(NULL);
    ualarm(0, 0);
    for (int i = 0; i < seen; i++)
        here += rips[i] >= (greg_t)(uintptr_t)spin &&
                rips[i] < (greg_t)(uintptr_t)spin + 256;
    CHECK(here >= seen / 2);
}
