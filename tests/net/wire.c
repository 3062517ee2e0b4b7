/*
 * wire.c - a bad wire between two taps.
 *
 * usage: wire TAP TAP PERCENT
 *
 * Takes frames from each tap to the other, and loses so many of a hundred.
 * SIGUSR1 cuts the wire for a second. The kernel hands it frames that are cut
 * and summed, since these taps promise nothing; at the end, by SIGTERM, it
 * says how many it took and lost, and how long the longest was.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define CUT_NS 1000000000ll

static volatile sig_atomic_t cut, end;

static void on_signal(int number)
{
    if (number == SIGUSR1)
        cut = 1;
    else
        end = 1;
}

static int open_tap(const char *name)
{
    struct ifreq r = {.ifr_flags = IFF_TAP | IFF_NO_PI};
    int fd = open("/dev/net/tun", O_RDWR);

    snprintf(r.ifr_name, sizeof(r.ifr_name), "%s", name);
    if (fd < 0 || ioctl(fd, TUNSETIFF, &r))
        err(1, "%s", name);
    return fd;
}

static long long now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000ll + t.tv_nsec;
}

/* The same losses each time. */
static unsigned dice(void)
{
    static uint32_t state = 1;

    state = state * 1664525 + 1013904223;
    return (state >> 16) % 10000;
}

int main(int argc, char **argv)
{
    static unsigned char frame[65536];
    unsigned long taken = 0, lost = 0;
    long long cut_until = 0;
    ssize_t n, longest = 0;
    struct pollfd fds[2];
    unsigned loss;

    if (argc != 4)
        errx(2, "usage: wire TAP TAP PERCENT");
    loss = (unsigned)(atof(argv[3]) * 100);
    for (int i = 0; i < 2; i++)
        fds[i] = (struct pollfd){.fd = open_tap(argv[1 + i]), .events = POLLIN};
    signal(SIGUSR1, on_signal);
    signal(SIGTERM, on_signal);
    while (!end) {
        if (poll(fds, 2, 50) < 0 && errno != EINTR)
            err(1, "poll");
        if (cut)
            cut_until = now_ns() + CUT_NS;
        cut = 0;
        for (int i = 0; i < 2; i++) {
            if (!(fds[i].revents & POLLIN) ||
                (n = read(fds[i].fd, frame, sizeof(frame))) <= 0)
                continue;
            taken++;
            longest = n > longest ? n : longest;
            if (dice() < loss || now_ns() < cut_until)
                lost++;
            else if (write(fds[!i].fd, frame, (size_t)n) < 0)
                lost++;
        }
    }
    printf("taken %lu lost %lu longest %zd\n", taken, lost, longest);
    return 0;
}
