/*
 * first_thread.c - what a program pays for having threads: before main(), and
 * when it makes the first one. Lines `NAME TICKS`, and the CPUs that run.
 *
 * The first pthread_create() turns interrupts on and starts the other CPUs;
 * the second one only makes a thread.
 */
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include <pith/boot.h>

#include "tests/bench/bench.h"

static void *nothing(void *arg)
{
    return arg;
}

/* Prints what making the thread took, and waits for its end. */
static void make_one(const char *name)
{
    pthread_t id;
    uint64_t start = ticks();

    if (pthread_create(&id, NULL, nothing, NULL) != 0)
        exit(EXIT_FAILURE);
    start = ticks() - start;
    pthread_join(id, NULL);
    printf("%s %lu\n", name, (unsigned long)start);
}

static uint64_t now_ns(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (uint64_t)ts.tv_sec * 1000000000 + (uint64_t)ts.tv_nsec;
}

/* Ticks in a millisecond, by the guest's clock. */
static uint64_t ticks_per_ms(void)
{
    uint64_t ns = now_ns(), start = ticks();

    while (now_ns() - ns < 1000000)
        continue;
    return ticks() - start;
}

int main(void)
{
    unsigned long entry_to_main = ticks() - pith_entry_tsc();

    printf("entry_to_main %lu\n", entry_to_main);
    make_one("first_create");
    make_one("second_create");
    printf("cpus %ld\n", sysconf(_SC_NPROCESSORS_ONLN));
    printf("ticks_per_ms %lu\n", (unsigned long)ticks_per_ms());
    bench_end();
    return 0;
}
