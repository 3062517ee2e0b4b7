/*
 * entropy.c - random bytes, or an honest error.
 *
 * newlib's arc4random() seeds itself by getentropy() and kills the program
 * when that fails.
 */
#include <errno.h>
#include <sys/random.h>
#include <unistd.h>

#include "kernel/entropy.h"

/* The most that getentropy() gives at once [POSIX 2024 getentropy]. */
#define GETENTROPY_MAX 256

int getentropy(void *buf, size_t len)
{
    int error;

    if (len > GETENTROPY_MAX) {
        errno = EIO;
        return -1;
    }
    error = entropy_get_from(buf, len, entropy_device);
    if (error) {
        errno = -error;
        return -1;
    }
    return 0;
}

ssize_t getrandom(void *buf, size_t len, unsigned flags)
{
    int error;

    if (flags & ~(unsigned)(GRND_NONBLOCK | GRND_RANDOM)) {
        errno = EINVAL;
        return -1;
    }
    error = entropy_get_from(buf, len, entropy_device);
    if (error) {
        errno = -error;
        return -1;
    }
    return (ssize_t)len;
}
