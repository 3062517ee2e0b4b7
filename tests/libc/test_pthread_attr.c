// expect: status 0
// smp: 1 2 4
/*
 * test_pthread_attr.c - attributes, policies, clocks and limits of threads.
 */
#define _GNU_SOURCE
#include <limits.h>
#include <sched.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "tests/libc/thread_tools.h"

static pthread_attr_t seen;

static void *look(void *arg)
{
    char here;

    CHECK(pthread_getattr_np(pthread_self(), &seen) == 0);
    CHECK(&here > (char *)seen.stackaddr);
    CHECK(&here < (char *)seen.stackaddr + seen.stacksize);
    return arg;
}

static void *fill_stack(void *size)
{
    volatile char room[(size_t)size];

    for (size_t i = 0; i < (size_t)size; i += 512)
        room[i] = 1;
    return (void *)(intptr_t)room[0];
}

TEST(stack_sizes)
{
    size_t sizes[] = {PTHREAD_STACK_MIN, 100000, 1 << 20, 4 << 20};
    pthread_attr_t attr;
    size_t size;
    pthread_t id;

    CHECK(pthread_attr_init(&attr) == 0);
    CHECK(pthread_attr_getstacksize(&attr, &size) == 0 && size >= 65536);
    CHECK(pthread_attr_setstacksize(&attr, PTHREAD_STACK_MIN - 1) == EINVAL);
    for (int i = 0; i < 4; i++) {
        CHECK(pthread_attr_setstacksize(&attr, sizes[i]) == 0);
        CHECK(pthread_create(&id, &attr, fill_stack,
                             (void *)(sizes[i] - 2048)) == 0);
        CHECK(join(id) == (void *)1);
        CHECK(pthread_create(&id, &attr, look, NULL) == 0);
        join(id);
        CHECK(seen.stacksize >= sizes[i] && seen.guardsize == 65536);
    }
    CHECK(pthread_attr_setguardsize(&attr, 70000) == 0);
    CHECK(pthread_attr_getguardsize(&attr, &size) == 0 && size == 70000);
    CHECK(pthread_create(&id, &attr, look, NULL) == 0);
    join(id);
    CHECK(seen.guardsize == 73728);
    CHECK(pthread_attr_setstacksize(&attr, 1ul << 45) == 0);
    CHECK(pthread_create(&id, &attr, look, NULL) == EAGAIN);
}

static _Alignas(64) char own[65536];

TEST(a_stack_of_the_programs)
{
    pthread_attr_t attr;
    void *start_seen;
    size_t size;
    pthread_t id;

    pthread_attr_init(&attr);
    CHECK(pthread_attr_setstack(&attr, own, 100) == EINVAL);
    CHECK(pthread_attr_setstack(&attr, own, sizeof(own)) == 0);
    CHECK(pthread_attr_getstack(&attr, &start_seen, &size) == 0);
    CHECK(start_seen == own && size == sizeof(own));
    for (int i = 0; i < 3; i++) {
        CHECK(pthread_create(&id, &attr, look, NULL) == 0);
        join(id);
        CHECK(seen.stackaddr == own && seen.guardsize == 0);
    }
}

TEST(stacks_are_given_back)
{
    long before, after;
    pthread_attr_t attr;
    pthread_t id;

    pthread_attr_init(&attr);
    pthread_attr_setstacksize(&attr, 1 << 20);
    CHECK(pthread_create(&id, &attr, look, NULL) == 0);
    join(id);
    before = sysconf(_SC_AVPHYS_PAGES);
    for (int i = 0; i < 300; i++) {
        CHECK(pthread_create(&id, &attr, look, NULL) == 0);
        join(id);
    }
    after = sysconf(_SC_AVPHYS_PAGES);
    CHECK(after >= before - 300);
}

TEST(the_main_threads_attributes)
{
    look(NULL);
    CHECK(seen.detachstate == PTHREAD_CREATE_JOINABLE);
}

TEST(setting_and_getting)
{
    struct sched_param param = {.sched_priority = 3};
    pthread_attr_t attr;
    int value = -1;

    pthread_attr_init(&attr);
    CHECK(pthread_attr_getdetachstate(&attr, &value) == 0);
    CHECK(value == PTHREAD_CREATE_JOINABLE);
    CHECK(pthread_attr_setdetachstate(&attr, 7) == EINVAL);
    CHECK(pthread_attr_setinheritsched(&attr, PTHREAD_EXPLICIT_SCHED) == 0);
    CHECK(pthread_attr_getinheritsched(&attr, &value) == 0);
    CHECK(value == PTHREAD_EXPLICIT_SCHED);
    CHECK(pthread_attr_setscope(&attr, PTHREAD_SCOPE_PROCESS) == ENOTSUP);
    CHECK(pthread_attr_setscope(&attr, PTHREAD_SCOPE_SYSTEM) == 0);
    CHECK(pthread_attr_getscope(&attr, &value) == 0);
    CHECK(value == PTHREAD_SCOPE_SYSTEM);
    CHECK(pthread_attr_setschedpolicy(&attr, 9) == EINVAL);
    CHECK(pthread_attr_setschedpolicy(&attr, SCHED_RR) == 0);
    CHECK(pthread_attr_getschedpolicy(&attr, &value) == 0 && value == SCHED_RR);
    CHECK(pthread_attr_setschedparam(&attr, &param) == 0);
    param.sched_priority = 0;
    CHECK(pthread_attr_getschedparam(&attr, &param) == 0);
    CHECK(param.sched_priority == 3);
    CHECK(pthread_attr_destroy(&attr) == 0);
}

static void *tell_level(void *arg)
{
    struct sched_param param;
    int policy;

    (void)arg;
    CHECK(pthread_getschedparam(pthread_self(), &policy, &param) == 0);
    return (void *)(intptr_t)(policy * 100 + param.sched_priority);
}

TEST(policies)
{
    struct sched_param param = {.sched_priority = 5};
    struct timespec slice;
    pthread_attr_t attr;
    pthread_t id;

    pthread_attr_init(&attr);
    pthread_attr_setinheritsched(&attr, PTHREAD_EXPLICIT_SCHED);
    pthread_attr_setschedpolicy(&attr, SCHED_FIFO);
    pthread_attr_setschedparam(&attr, &param);
    CHECK(pthread_create(&id, &attr, tell_level, NULL) == 0);
    CHECK(join(id) == (void *)105);
    param.sched_priority = 99;
    pthread_attr_setschedparam(&attr, &param);
    CHECK(pthread_create(&id, &attr, tell_level, NULL) == EINVAL);
    CHECK(pthread_setschedparam(pthread_self(), SCHED_RR, &param) == EINVAL);
    param.sched_priority = 2;
    CHECK(pthread_setschedparam(pthread_self(), SCHED_RR, &param) == 0);
    CHECK(pthread_setschedprio(pthread_self(), 4) == 0);
    CHECK(join(start(tell_level, NULL)) == (void *)204);
    CHECK(sched_getscheduler(0) == SCHED_RR);
    CHECK(sched_getparam(0, &param) == 0 && param.sched_priority == 4);
    CHECK(sched_rr_get_interval(0, &slice) == 0 && slice.tv_nsec > 0);
    param.sched_priority = 6;
    CHECK(sched_setparam(0, &param) == 0);
    param.sched_priority = 0;
    CHECK(sched_setscheduler(0, SCHED_OTHER, &param) == SCHED_RR);
    CHECK(sched_getscheduler(0) == SCHED_OTHER);
    errno = 0;
    CHECK(sched_getscheduler(77) == -1 && errno == ESRCH);
    CHECK(sched_get_priority_max(SCHED_FIFO) >= 32);
    CHECK(sched_get_priority_min(SCHED_FIFO) == 1);
    CHECK(sched_get_priority_max(9) == -1);
    CHECK(sched_yield() == 0 && sched_getcpu() >= 0);
}

static void *work(void *arg)
{
    volatile unsigned n = 0;

    while (n < 3000000)
        n++;
    pthread_barrier_wait(arg);
    pthread_barrier_wait(arg);
    return NULL;
}

TEST(cpu_time_is_each_threads_own)
{
    struct timespec theirs, ours;
    pthread_barrier_t meet;
    clockid_t clock;
    struct rusage used;

    pthread_barrier_init(&meet, NULL, 2);
    pthread_t id = start(work, &meet);
    CHECK(pthread_getcpuclockid(id, &clock) == 0);
    pthread_barrier_wait(&meet);
    CHECK(clock_gettime(clock, &theirs) == 0);
    CHECK(theirs.tv_sec > 0 || theirs.tv_nsec > 0);
    CHECK(pthread_getcpuclockid(pthread_self(), &clock) == 0);
    CHECK(clock_gettime(clock, &ours) == 0);
    CHECK(is_past(CLOCK_THREAD_CPUTIME_ID, &ours));
    CHECK(getrusage(RUSAGE_THREAD, &used) == 0);
    CHECK(getrusage(RUSAGE_SELF, &used) == 0);
    errno = 0;
    CHECK(clock_gettime(77, &ours) == -1 && errno == EINVAL);
    pthread_barrier_wait(&meet);
    join(id);
    CHECK(pthread_barrier_destroy(&meet) == 0);
}

TEST(odds_and_ends)
{
    CHECK(pthread_atfork(NULL, NULL, NULL) == 0);
    CHECK(pthread_setconcurrency(-1) == EINVAL);
    CHECK(pthread_setconcurrency(3) == 0 && pthread_getconcurrency() == 3);
    CHECK(sysconf(_SC_THREAD_KEYS_MAX) == PTHREAD_KEYS_MAX);
    CHECK(sysconf(_SC_THREAD_STACK_MIN) == PTHREAD_STACK_MIN);
    CHECK(sysconf(_SC_THREADS) > 0 && sysconf(_SC_BARRIERS) > 0);
}
