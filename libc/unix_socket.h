/*
 * unix_socket.h - sockets within this machine, as their files share them.
 *
 * One lock guards all of them; names live in a list of their own, not in the
 * tree of files, and go with the socket that was bound to them.
 */
#pragma once

#include <stddef.h>
#include <sys/un.h>

#include "libc/socket.h"
#include "libc/unix_rights.h"

#define PATH_AT   offsetof(struct sockaddr_un, sun_path)
#define UNIX_ROOM (208 * 1024) /* bytes that wait for a reader, at most */

/* Bytes on their way: a message, or for streams any amount. */
struct unix_chunk {
    struct unix_chunk *next;
    size_t len, offset, room;
    struct sockaddr_un from;
    socklen_t from_len;
    struct unix_rights *rights; /* that go with its first byte; or NULL */
    char data[];
};

struct unix_end {
    struct socket *so; /* NULL: closed, or not accepted yet */
    struct unix_end *peer;
    struct unix_end *senders, *senders_next; /* whose peer it is */
    uint32_t seq;                            /* what waiting threads wait for */
    struct unix_chunk *first, *last;
    size_t bytes; /* that wait, with what holds them */
    bool connected, eof, receive_shut, send_shut;
    struct sockaddr_un name, peer_name;
    socklen_t name_len, peer_name_len; /* 0: none */
    struct unix_end *names_next;

    bool listening;
    int backlog, pending_count;
    struct unix_end *pending, *pending_next;
};

void libc_unix_lock(void);
void libc_unix_unlock(void);

/* libc_unix_signal - @e may be ready now. */
void libc_unix_signal(struct unix_end *e);

/* libc_unix_block - wait for that, without the lock; 0 or -EINTR. */
int libc_unix_block(struct unix_end *e);

/* libc_unix_made_room - who found no room at @e, or none to connect, may look
 * again; libc_unix_await_room() waits for that: 0 or -EINTR. */
void libc_unix_made_room(struct unix_end *e);
int libc_unix_await_room(void);

/* libc_unix_find - who is bound to @a; NULL. */
struct unix_end *libc_unix_find(const struct sockaddr_un *a, socklen_t len);

/* libc_unix_drop - free the chunks; libc_unix_rights_bury() afterwards. */
void libc_unix_drop(struct unix_end *e);

/* libc_unix_join - make them each other's peer. */
void libc_unix_join(struct unix_end *a, struct unix_end *b);

/* libc_unix_end - free @e; who would send to it is told. As drop(). */
void libc_unix_end(struct unix_end *e);

/* Operations of struct socket_ops; they take the lock, the others want it. */
int libc_unix_bind(struct socket *so, const struct sockaddr *a, socklen_t len);
int libc_unix_listen(struct socket *so, int backlog);
int libc_unix_accept(struct socket *so, struct socket *made, bool nonblock);
int libc_unix_connect(struct socket *so, const struct sockaddr *a,
                      socklen_t len, bool nonblock);
int libc_unix_shutdown(struct socket *so, bool receive, bool send);
ssize_t libc_unix_send(struct socket *so, const struct msghdr *m, int flags,
                       bool nonblock);
ssize_t libc_unix_receive(struct socket *so, struct msghdr *m, int flags,
                          bool nonblock);
