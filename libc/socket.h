/*
 * socket.h - sockets as files: what the families of addresses provide.
 */
#pragma once

#include <sys/socket.h>

#include "libc/fd.h"

struct socket;

/*
 * What a family can do. Each returns a negative errno value on failure; a
 * NULL operation is EOPNOTSUPP. @nonblock: as O_NONBLOCK or MSG_DONTWAIT say.
 */
struct socket_ops {
    int (*bind)(struct socket *so, const struct sockaddr *a, socklen_t len);
    int (*listen)(struct socket *so, int backlog);
    /* Fills in what libc_socket_alloc() made. */
    int (*accept)(struct socket *so, struct socket *made, bool nonblock);
    int (*connect)(struct socket *so, const struct sockaddr *a, socklen_t len,
                   bool nonblock);
    int (*shutdown)(struct socket *so, bool receive, bool send);
    ssize_t (*send)(struct socket *so, const struct msghdr *m, int flags,
                    bool nonblock);
    /* Sets msg_namelen to 0 where there is no address, and msg_flags. */
    ssize_t (*receive)(struct socket *so, struct msghdr *m, int flags,
                       bool nonblock);
    int (*name)(struct socket *so, bool peer, struct sockaddr_storage *a,
                socklen_t *len);
    int (*set)(struct socket *so, int level, int option, const void *value,
               socklen_t len);
    int (*get)(struct socket *so, int level, int option, void *value,
               socklen_t *len);
    int (*poll)(struct socket *so);
    int (*available)(struct socket *so);
    void (*close)(struct socket *so);
};

struct socket {
    struct file file; /* first: the file is the socket */
    const struct socket_ops *ops;
    int family, type, protocol;
    void *data; /* the family's */
};

/* libc_socket_alloc - a socket without a descriptor; NULL: no memory. */
struct socket *libc_socket_alloc(const struct socket_ops *ops, int family,
                                 int type, int protocol);

/*
 * libc_socket_fd - a descriptor for @so; -EMFILE, -ENOMEM: then @so is closed.
 *
 * @flags  SOCK_NONBLOCK, SOCK_CLOEXEC
 */
int libc_socket_fd(struct socket *so, int flags);

/*
 * libc_socket_reserve - the same for one that has nothing behind it yet.
 *
 * No call takes the descriptor for a socket's before libc_socket_reserved().
 * The caller keeps a reference.
 */
int libc_socket_reserve(struct socket *so, int flags);

/*
 * libc_socket_reserved - end that: it is one now, or, with an @err, closed.
 *
 * Ends the caller's reference. Returns @err, or @fd.
 */
int libc_socket_reserved(struct socket *so, int fd, int err);

/* libc_socket_of - the socket that @fd names, with a reference to its file;
 * -EBADF, -ENOTSOCK. */
int libc_socket_of(int fd, struct socket **out);

static inline void libc_socket_done(struct socket **so)
{
    if (*so)
        libc_file_put(&(*so)->file);
}

/* LIBC_SOCKET - declare @name, for libc_socket_of(), which is held to the end
 * of the block. */
#define LIBC_SOCKET(name)                                                      \
    __attribute__((cleanup(libc_socket_done))) struct socket *name = NULL

/* libc_socket_send, libc_socket_receive - sendmsg() and recvmsg(). */
ssize_t libc_socket_send(struct socket *so, const struct msghdr *m, int flags);
ssize_t libc_socket_receive(struct socket *so, struct msghdr *m, int flags);

/* libc_socket_give - copy an address out as accept() does, cut to @room. */
void libc_socket_give(const struct sockaddr_storage *from, socklen_t len,
                      struct sockaddr *to, socklen_t *room);

/* The families. @type without its flags. -EPROTONOSUPPORT, -ENOBUFS. */
int libc_inet_new(int family, int type, int protocol, struct socket **out);
int libc_unix_new(int type, int protocol, struct socket **out);
