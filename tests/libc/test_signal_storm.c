// expect: status 0
// cflags: -pthread
// smp: 1 2 4
/*
 * test_signal_storm.c - a flood of signals over threads that use the C library.
 *
 * The handler itself calls malloc(), free() and snprintf(), which no handler
 * may; here it can, since none runs while a lock of the library is held. (Of
 * printf() only what needs no memory of the thread's: not %f.)
 */
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tests/libc/thread_tools.h"

#define ROUNDS  1000
#define THREADS 3
#define STORM   300 /* handlers' runs, at least, while all threads work */

static volatile uint32_t stormed;

static void storm(int sig)
{
    char text[40];
    size_t n = 16 + (stormed & 1023);
    char *p = malloc(n);

    CHECK(p != NULL);
    memset(p, sig, n);
    snprintf(text, sizeof(text), "%d %s %u", sig, "text", 815u);
    CHECK(strcmp(text + strlen(text) - 8, "text 815") == 0);
    CHECK(p[0] == sig && p[n - 1] == sig);
    free(p);
    __atomic_fetch_add(&stormed, 1, __ATOMIC_SEQ_CST);
}

static uint32_t next(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return *seed >> 8;
}

/* Blocks filled with their own number; sums in SSE registers meanwhile. */
static void work_once(uint32_t seed)
{
    unsigned char *block[64] = {0};
    size_t size[64] = {0};
    double sum = 0;
    char text[64];

    for (int i = 0; i < ROUNDS; i++) {
        unsigned k = next(&seed) % 64;
        for (size_t j = 0; j < size[k]; j++)
            if (block[k][j] != k)
                CHECK(!"a block is whole");
        free(block[k]);
        size[k] = next(&seed) % 600;
        block[k] = malloc(size[k]);
        memset(block[k], (int)k, size[k]);
        sum += i * 0.5;
        int n = snprintf(text, sizeof(text), "%.1f %d", sum, i);
        CHECK(n > 0 && atof(text) == sum);
    }
    for (int k = 0; k < 64; k++)
        free(block[k]);
    CHECK(sum == ROUNDS * (ROUNDS - 1) * 0.25);
}

static void *work(void *arg)
{
    do
        work_once((uint32_t)(uintptr_t)arg);
    while (stormed < STORM);
    return NULL;
}

TEST(threads_work_while_signals_rain)
{
    struct itimerspec when = {{0, 100000}, {0, 100000}}; /* 10 kHz */
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL,
                             .sigev_signo = SIGUSR1};
    struct sigaction act = {.sa_flags = SA_RESTART};
    pthread_t id[THREADS];
    timer_t timer;

    act.sa_handler = storm;
    sigaction(SIGUSR1, &act, NULL);
    sigaction(SIGUSR2, &act, NULL);
    CHECK(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0);
    CHECK(timer_settime(timer, 0, &when, NULL) == 0);
    for (uintptr_t i = 0; i < THREADS; i++)
        id[i] = start(work, (void *)(i + 1));
    for (int i = 0; stormed < STORM; i++) {
        CHECK(pthread_kill(id[i % THREADS], SIGUSR2) == 0);
        sched_yield();
    }
    work((void *)4);
    for (int i = 0; i < THREADS; i++)
        join(id[i]);
    CHECK(timer_delete(timer) == 0);
}

static void count(int sig)
{
    (void)sig;
    stormed++;
}

/* Interrupts arrive faster than they are dealt with, most of them while the
 * library's locks put the handler off: none may lie on top of another. */
static void *work_on_a_small_stack(void *arg)
{
    CHECK(pthread_sigmask(SIG_UNBLOCK, arg, NULL) == 0);
    for (size_t i = 0; i < 3000 || stormed < 100; i++)
        free(malloc(i % 3000));
    return NULL;
}

TEST(a_timer_faster_than_its_handler_uses_up_no_stack)
{
    struct itimerspec when = {{0, 1000}, {0, 1000}};
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL,
                             .sigev_signo = SIGUSR1};
    pthread_attr_t attr;
    pthread_t id;
    timer_t timer;
    sigset_t set;

    stormed = 0;
    signal(SIGUSR1, count);
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    CHECK(pthread_sigmask(SIG_BLOCK, &set, NULL) == 0);
    CHECK(pthread_attr_init(&attr) == 0);
    CHECK(pthread_attr_setstacksize(&attr, PTHREAD_STACK_MIN) == 0);
    CHECK(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0);
    CHECK(timer_settime(timer, 0, &when, NULL) == 0);
    CHECK(pthread_create(&id, &attr, work_on_a_small_stack, &set) == 0);
    join(id);
    CHECK(timer_delete(timer) == 0);
    CHECK(pthread_sigmask(SIG_UNBLOCK, &set, NULL) == 0);
}
