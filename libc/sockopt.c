/*
 * sockopt.c - getsockopt() and setsockopt().
 */
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

#include "kernel/base.h"
#include "libc/socket.h"

int setsockopt(int fd, int level, int option, const void *value, socklen_t len)
{
    LIBC_SOCKET(so);
    int err = libc_socket_of(fd, &so);

    if (!err && !value)
        err = -EFAULT;
    if (!err)
        err = so->ops->set ? so->ops->set(so, level, option, value, len)
                           : -ENOPROTOOPT;
    return (int)libc_result(err);
}

/* What the descriptor knows itself. */
static int get_own(const struct socket *so, int option, int *value)
{
    switch (option) {
    case SO_TYPE:
        *value = so->type;
        return 0;
    case SO_DOMAIN:
        *value = so->family;
        return 0;
    case SO_PROTOCOL:
        *value = so->protocol;
        return 0;
    }
    return -ENOPROTOOPT;
}

static int get(struct socket *so, int level, int option, void *value,
               socklen_t *len)
{
    int number;

    if (!value || !len)
        return -EFAULT;
    if (level == SOL_SOCKET && get_own(so, option, &number) == 0) {
        *len = MIN(*len, (socklen_t)sizeof(number));
        memcpy(value, &number, *len);
        return 0;
    }
    return so->ops->get ? so->ops->get(so, level, option, value, len)
                        : -ENOPROTOOPT;
}

int getsockopt(int fd, int level, int option, void *restrict value,
               socklen_t *restrict len)
{
    LIBC_SOCKET(so);
    int err = libc_socket_of(fd, &so);

    return (int)libc_result(err ? err : get(so, level, option, value, len));
}
