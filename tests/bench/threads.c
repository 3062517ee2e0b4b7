/*
 * threads.c - time-stamp ticks of what threads do, lines `NAME TICKS`.
 *
 * The same source for pith, for Linux in a guest (static, as /init) and for
 * the host; threads.sh runs it on one CPU and on two. Each name has a line for
 * each of ROUNDS rounds, from which threads.sh takes the median: where threads
 * meet a least value is luck. Where threads lock, they count, and a lost count
 * is an error. Nobody says on which CPU a thread runs.
 */
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdlib.h>
#include <time.h>

#include "tests/bench/bench.h"

#define ROUNDS      5
#define MAX_THREADS 8
#define SLEEPS      200

struct worker {
    pthread_t thread;
    void (*body)(int id);
    int id;
    uint64_t start, end;
};

static struct worker workers[MAX_THREADS];
static pthread_barrier_t gate;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t turned = PTHREAD_COND_INITIALIZER;
static sem_t sems[2];
static int times;         /* that each body does its work */
static int turn;          /* whose it is; guarded by mutex */
static long counted;      /* guarded by mutex */
static void *kept[2][64]; /* so that no malloc() is left out; 64: far apart */
static volatile uint32_t sums[2][32];

static void fail(const char *what)
{
    printf("error: %s\n", what);
    fflush(stdout);
    abort();
}

static void check(int result, const char *what)
{
    if (result)
        fail(what);
}

static void print(const char *name, double value)
{
    printf("%s %.2f\n", name, value);
}

static void *worker_main(void *arg)
{
    struct worker *w = arg;

    pthread_barrier_wait(&gate);
    w->start = ticks();
    w->body(w->id);
    w->end = ticks();
    return NULL;
}

/* Ticks from the first of @n threads beginning @body to the last's end. */
static uint64_t run(int n, void (*body)(int id))
{
    uint64_t start = UINT64_MAX, end = 0;

    check(pthread_barrier_init(&gate, NULL, (unsigned)n), "barrier_init");
    for (int i = 0; i < n; i++) {
        struct worker *w = &workers[i];
        w->body = body;
        w->id = i;
        check(pthread_create(&w->thread, NULL, worker_main, w), "create");
    }
    for (int i = 0; i < n; i++) {
        struct worker *w = &workers[i];
        check(pthread_join(w->thread, NULL), "join");
        start = w->start < start ? w->start : start;
        end = w->end > end ? w->end : end;
    }
    pthread_barrier_destroy(&gate);
    return end - start;
}

static void bench(const char *name, int threads, int n, int per,
                  void (*body)(int id))
{
    times = n;
    for (int r = 0; r < ROUNDS; r++)
        print(name, (double)run(threads, body) / n / per);
}

/* The same where each of @threads adds @n to counted. */
static void bench_counting(const char *name, int threads, int n,
                           void (*body)(int id))
{
    counted = 0;
    bench(name, threads, n, threads, body);
    if (counted != (long)threads * n * ROUNDS)
        fail(name);
}

static void *nothing(void *arg)
{
    return arg;
}

static void bench_create(void)
{
    enum { N = 200 };
    pthread_t thread;

    for (int r = 0; r < ROUNDS; r++) {
        uint64_t start = ticks();
        for (int i = 0; i < N; i++) {
            check(pthread_create(&thread, NULL, nothing, NULL), "create");
            check(pthread_join(thread, NULL), "join");
        }
        print("create+join", (double)(ticks() - start) / N);
    }
}

static void count(int id)
{
    (void)id;
    for (int i = 0; i < times; i++) {
        pthread_mutex_lock(&mutex);
        counted++;
        pthread_mutex_unlock(&mutex);
    }
}

/* The second thread only exists: some C libraries leave locks out before. */
static void count_alone(int id)
{
    if (id == 0) {
        count(id);
        sem_post(&sems[0]);
    } else {
        sem_wait(&sems[0]);
    }
}

/* The holder lets the others run, so that they find the mutex taken. */
static void count_and_yield(int id)
{
    (void)id;
    for (int i = 0; i < times; i++) {
        pthread_mutex_lock(&mutex);
        counted++;
        sched_yield();
        pthread_mutex_unlock(&mutex);
    }
}

static void bench_mutex(void)
{
    sem_init(&sems[0], 0, 0);
    counted = 0;
    bench("mutex", 2, 100000, 1, count_alone);
    if (counted != 100000L * ROUNDS)
        fail("mutex");
    bench_counting("mutex_2_threads", 2, 50000, count);
    bench_counting("mutex_4_threads", 4, 25000, count);
    bench_counting("mutex_held_2_threads", 2, 1000, count_and_yield);
    bench_counting("mutex_held_4_threads", 4, 500, count_and_yield);
}

static void cond_ping_pong(int id)
{
    pthread_mutex_lock(&mutex);
    for (int i = 0; i < times; i++) {
        while (turn != id)
            pthread_cond_wait(&turned, &mutex);
        turn = !id;
        pthread_cond_signal(&turned);
    }
    pthread_mutex_unlock(&mutex);
}

/* Leaves both semaphores as they were. */
static void sem_ping_pong(int id)
{
    for (int i = 0; i < times; i++) {
        sem_wait(&sems[id]);
        sem_post(&sems[!id]);
    }
}

static void yield(int id)
{
    (void)id;
    for (int i = 0; i < times; i++)
        sched_yield();
}

static void bench_switches(int cpus)
{
    bench("cond_round_trip", 2, 1000, 1, cond_ping_pong);
    sem_init(&sems[0], 0, 1);
    sem_init(&sems[1], 0, 0);
    bench("sem_round_trip", 2, 1000, 1, sem_ping_pong);
    /* Two threads for each CPU, so that there is whom to yield to. */
    if (cpus * 2 <= MAX_THREADS)
        bench("yield", cpus * 2, 5000, 2, yield);
}

static void malloc_free(int id)
{
    for (int i = 0; i < times; i++) {
        void **slot = &kept[id][i % 16];
        free(*slot);
        *slot = malloc(16 + (size_t)i % 7 * 32);
        if (!*slot)
            fail("malloc");
    }
}

static void compute(int id)
{
    uint32_t sum = (uint32_t)id;

    for (int i = 0; i < times; i++)
        sum = (sum ^ (sum >> 7)) * 1664525 + 1013904223;
    sums[id][0] = sum;
}

/* How much more two threads get done in a time than one. */
static void bench_compute(void)
{
    times = 20000000;
    for (int r = 0; r < ROUNDS; r++) {
        uint64_t one = run(1, compute), two = run(2, compute);
        print("speed_up", 2 * (double)one / (double)two);
    }
}

static int by_value(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;

    return (a > b) - (a < b);
}

/* Sleeps of 1 ms as they were in truth, that is in ticks. */
static void bench_sleep(void)
{
    static double slept[SLEEPS];
    const struct timespec ms = {.tv_nsec = 1000000};

    for (int r = 0; r < ROUNDS; r++) {
        for (int i = 0; i < SLEEPS; i++) {
            uint64_t start = ticks();
            check(nanosleep(&ms, NULL), "nanosleep");
            slept[i] = (double)(ticks() - start);
        }
        qsort(slept, SLEEPS, sizeof(slept[0]), by_value);
        print("sleep_1ms_median", slept[SLEEPS / 2]);
        print("sleep_1ms_p99", slept[SLEEPS * 99 / 100]);
    }
}

/* How long 10 ms of the clock are: the host's says how long a tick is. */
static void bench_clock(void)
{
    struct timespec t;

    for (int r = 0; r < ROUNDS; r++) {
        uint64_t start = ticks();
        clock_gettime(CLOCK_MONOTONIC, &t);
        int64_t from = t.tv_sec * INT64_C(1000000000) + t.tv_nsec, to = from;
        while (to < from + 10000000) {
            clock_gettime(CLOCK_MONOTONIC, &t);
            to = t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
        }
        print("clock_1ms",
              (double)(ticks() - start) * 1e6 / (double)(to - from));
    }
}

int main(void)
{
    int cpus = (int)sysconf(_SC_NPROCESSORS_ONLN);

    bench_begin();
    printf("cpus %d\n", cpus);
    bench_create();
    bench_mutex();
    bench_switches(cpus);
    bench("malloc+free_2_threads", 2, 50000, 1, malloc_free);
    bench_clock();
    bench_sleep();
    bench_compute();
    bench_end();
    return 0;
}
