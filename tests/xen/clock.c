/*
 * clock.c - prints the real time, and sleeps by the clock.
 */
#include <stdio.h>
#include <time.h>

int main(void)
{
    struct timespec before, after, tenth = {.tv_nsec = 100000000};

    clock_gettime(CLOCK_MONOTONIC, &before);
    nanosleep(&tenth, NULL);
    clock_gettime(CLOCK_MONOTONIC, &after);
    long long ns = (after.tv_sec - before.tv_sec) * 1000000000ll +
                   after.tv_nsec - before.tv_nsec;
    printf("real time %lld\n", (long long)time(NULL));
    puts(ns >= 100000000 ? "slept long enough" : "woke too early");
    return ns < 100000000;
}
