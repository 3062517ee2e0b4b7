// expect: status 0
// cflags: -pthread
// smp: 1 2
/*
 * test_timer_create.c - POSIX timers.
 */
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tests/libc/thread_tools.h"

#define MS 1000000

static volatile int count, value, overruns;
static timer_t timer;

static void on_timer(int sig, siginfo_t *info, void *context)
{
    (void)sig;
    (void)context;
    CHECK(info->si_code == SI_TIMER);
    value = info->si_value.sival_int;
    overruns += timer_getoverrun(timer);
    count++;
}

static void use(int sig, int number)
{
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = sig};
    struct sigaction act = {.sa_flags = SA_SIGINFO};

    act.sa_sigaction = on_timer;
    event.sigev_value.sival_int = number;
    CHECK(sigaction(sig, &act, NULL) == 0);
    CHECK(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0);
    count = value = overruns = 0;
}

TEST(a_timer_rings_once)
{
    struct itimerspec when = {.it_value = {0, MS}}, left;

    use(SIGUSR1, 4711);
    CHECK(timer_settime(timer, 0, &when, NULL) == 0);
    while (!count)
        sched_yield(); /* pause() may begin when it has rung */
    CHECK(value == 4711 && overruns == 0);
    CHECK(timer_gettime(timer, &left) == 0);
    CHECK(left.it_value.tv_sec == 0 && left.it_value.tv_nsec == 0);
    CHECK(timer_delete(timer) == 0 && timer_delete(timer) == -1);
    CHECK(errno == EINVAL);
}

TEST(a_timer_rings_again_and_again_and_loses_nothing)
{
    struct itimerspec when = {{0, MS}, {0, MS}}, old;
    struct timespec from, to;

    use(SIGRTMIN, 1);
    clock_gettime(CLOCK_MONOTONIC, &from);
    CHECK(timer_settime(timer, 0, &when, NULL) == 0);
    while (count + overruns < 50)
        pause();
    memset(&when, 0, sizeof(when));
    CHECK(timer_settime(timer, 0, &when, &old) == 0);
    clock_gettime(CLOCK_MONOTONIC, &to);
    CHECK(old.it_interval.tv_nsec == MS);
    long ms =
        (to.tv_sec - from.tv_sec) * 1000 + (to.tv_nsec - from.tv_nsec) / MS;
    CHECK(count + overruns >= 50 && count + overruns <= ms + 1);
    CHECK(timer_delete(timer) == 0);
}

TEST(what_is_missed_is_an_overrun)
{
    struct itimerspec when = {{0, MS}, {0, MS}};
    struct timespec pause20 = {0, 20 * MS};
    sigset_t set, old;

    use(SIGUSR2, 2);
    sigemptyset(&set);
    sigaddset(&set, SIGUSR2);
    pthread_sigmask(SIG_BLOCK, &set, &old);
    CHECK(timer_settime(timer, 0, &when, NULL) == 0);
    CHECK(nanosleep(&pause20, NULL) == 0);
    when.it_value.tv_nsec = 0;
    CHECK(timer_settime(timer, 0, &when, NULL) == 0);
    CHECK(count == 0);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    CHECK(count == 1 && overruns >= 10);
    CHECK(timer_delete(timer) == 0);
}

TEST(absolute_times)
{
    struct itimerspec when = {.it_value = in_ms(CLOCK_REALTIME, 2)};
    struct timespec then = when.it_value;
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL,
                             .sigev_signo = SIGUSR1};

    use(SIGUSR1, 3);
    CHECK(timer_delete(timer) == 0);
    CHECK(timer_create(CLOCK_REALTIME, &event, &timer) == 0);
    CHECK(timer_settime(timer, TIMER_ABSTIME, &when, NULL) == 0);
    while (!count)
        sched_yield();
    CHECK(is_past(CLOCK_REALTIME, &then));
    when.it_value = (struct timespec){1, 0}; /* long ago */
    CHECK(timer_settime(timer, TIMER_ABSTIME, &when, NULL) == 0);
    while (count < 2)
        sched_yield();
    CHECK(timer_delete(timer) == 0);
}

static volatile int called;
static volatile pthread_t caller;

static void call(union sigval v)
{
    caller = pthread_self();
    __atomic_fetch_add(&called, v.sival_int, __ATOMIC_SEQ_CST);
}

TEST(functions_are_called_by_a_thread)
{
    struct sigevent event = {.sigev_notify = SIGEV_THREAD,
                             .sigev_notify_function = call};
    struct itimerspec when = {{0, MS}, {0, MS}};
    timer_t id;

    event.sigev_value.sival_int = 10;
    CHECK(timer_create(CLOCK_MONOTONIC, &event, &id) == 0);
    CHECK(timer_settime(id, 0, &when, NULL) == 0);
    while (called < 50)
        sched_yield();
    CHECK(!pthread_equal(caller, pthread_self()));
    CHECK(timer_delete(id) == 0);
}

TEST(mistakes_are_told)
{
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = 99};
    struct itimerspec bad = {.it_value = BAD_TIME};
    timer_t id[65];
    int n = 0;

    CHECK(timer_create(CLOCK_MONOTONIC, &event, &id[0]) == -1);
    CHECK(timer_create((clockid_t)99, NULL, &id[0]) == -1 && errno == EINVAL);
    CHECK(timer_settime(77, 0, &bad, NULL) == -1 && errno == EINVAL);
    event.sigev_notify = SIGEV_NONE;
    while (n < 65 && timer_create(CLOCK_MONOTONIC, &event, &id[n]) == 0)
        n++;
    CHECK(n >= 32 && n < 65 && errno == EAGAIN);
    CHECK(timer_settime(id[0], 0, &bad, NULL) == -1 && errno == EINVAL);
    while (n > 0)
        CHECK(timer_delete(id[--n]) == 0);
}
