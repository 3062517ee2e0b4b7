/*
 * termios.c - settings of a terminal: the console has none of its own.
 */
#include <sys/termios.h>

#include <errno.h>
#include <unistd.h>

/* isatty() says EBADF or ENOTTY. */
static int refuse(int fd)
{
    if (isatty(fd))
        errno = ENOSYS;
    return -1;
}

int tcgetattr(int fd, struct termios *settings)
{
    (void)settings;
    return refuse(fd);
}

int tcsetattr(int fd, int when, const struct termios *settings)
{
    (void)when;
    (void)settings;
    return refuse(fd);
}
