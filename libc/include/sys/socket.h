/*
 * sys/socket.h - sockets. The numbers are Linux's.
 */
#pragma once

#include <sys/cdefs.h>
#include <sys/types.h>
#include <sys/uio.h>

typedef unsigned int socklen_t;
typedef unsigned short sa_family_t;

#define AF_UNSPEC        0
#define AF_UNIX          1
#define AF_LOCAL         AF_UNIX
#define AF_INET          2
#define AF_INET6         10
#define PF_UNSPEC        AF_UNSPEC
#define PF_UNIX          AF_UNIX
#define PF_LOCAL         AF_LOCAL
#define PF_INET          AF_INET
#define PF_INET6         AF_INET6

#define SOCK_STREAM      1
#define SOCK_DGRAM       2
#define SOCK_RAW         3
#define SOCK_SEQPACKET   5
#define SOCK_NONBLOCK    04000
#define SOCK_CLOEXEC     02000000

#define SOL_SOCKET       1
#define SO_DEBUG         1
#define SO_REUSEADDR     2
#define SO_TYPE          3
#define SO_ERROR         4
#define SO_DONTROUTE     5
#define SO_BROADCAST     6
#define SO_SNDBUF        7
#define SO_RCVBUF        8
#define SO_KEEPALIVE     9
#define SO_OOBINLINE     10
#define SO_LINGER        13
#define SO_REUSEPORT     15
#define SO_RCVLOWAT      18
#define SO_SNDLOWAT      19
#define SO_RCVTIMEO      20
#define SO_SNDTIMEO      21
#define SO_TIMESTAMP     29
#define SO_ACCEPTCONN    30
#define SO_PROTOCOL      38
#define SO_DOMAIN        39

#define SOMAXCONN        4096

#define MSG_OOB          0x0001
#define MSG_PEEK         0x0002
#define MSG_DONTROUTE    0x0004
#define MSG_CTRUNC       0x0008
#define MSG_TRUNC        0x0020
#define MSG_DONTWAIT     0x0040
#define MSG_EOR          0x0080
#define MSG_WAITALL      0x0100
#define MSG_NOSIGNAL     0x4000
#define MSG_MORE         0x8000
#define MSG_CMSG_CLOEXEC 0x40000000

#define SHUT_RD          0
#define SHUT_WR          1
#define SHUT_RDWR        2

#define SCM_RIGHTS       1

struct sockaddr {
    sa_family_t sa_family;
    char sa_data[14];
};

/* Room for an address of any family. */
struct sockaddr_storage {
    sa_family_t ss_family;
    char __ss_room[118];
    unsigned long __ss_align;
};

struct linger {
    int l_onoff;
    int l_linger;
};

struct msghdr {
    void *msg_name;
    socklen_t msg_namelen;
    struct iovec *msg_iov;
    size_t msg_iovlen;
    void *msg_control;
    size_t msg_controllen;
    int msg_flags;
};

struct mmsghdr {
    struct msghdr msg_hdr;
    unsigned int msg_len;
};

/* Control messages: SCM_RIGHTS, IP_PKTINFO, IPV6_PKTINFO. */
struct cmsghdr {
    size_t cmsg_len;
    int cmsg_level;
    int cmsg_type;
};

#define CMSG_ALIGN(n) (((n) + sizeof(size_t) - 1) & ~(sizeof(size_t) - 1))
#define CMSG_DATA(c)  ((unsigned char *)((struct cmsghdr *)(c) + 1))
#define CMSG_SPACE(n) (CMSG_ALIGN(n) + CMSG_ALIGN(sizeof(struct cmsghdr)))
#define CMSG_LEN(n)   (CMSG_ALIGN(sizeof(struct cmsghdr)) + (n))
#define CMSG_FIRSTHDR(m)                                                       \
    ((m)->msg_controllen >= sizeof(struct cmsghdr)                             \
         ? (struct cmsghdr *)(m)->msg_control                                  \
         : (struct cmsghdr *)0)
#define CMSG_NXTHDR(m, c)                                                      \
    ((c)->cmsg_len < sizeof(struct cmsghdr) ||                                 \
             (char *)(c) + CMSG_ALIGN((c)->cmsg_len) +                         \
                     sizeof(struct cmsghdr) >                                  \
                 (char *)(m)->msg_control + (m)->msg_controllen                \
         ? (struct cmsghdr *)0                                                 \
         : (struct cmsghdr *)((char *)(c) + CMSG_ALIGN((c)->cmsg_len)))

__BEGIN_DECLS
int socket(int __family, int __type, int __protocol);
int socketpair(int __family, int __type, int __protocol, int __fds[2]);
int bind(int __fd, const struct sockaddr *__a, socklen_t __len);
int listen(int __fd, int __backlog);
int accept(int __fd, struct sockaddr *__restrict __a,
           socklen_t *__restrict __len);
int accept4(int __fd, struct sockaddr *__restrict __a,
            socklen_t *__restrict __len, int __flags);
int connect(int __fd, const struct sockaddr *__a, socklen_t __len);
int shutdown(int __fd, int __how);
ssize_t send(int __fd, const void *__buf, size_t __n, int __flags);
ssize_t sendto(int __fd, const void *__buf, size_t __n, int __flags,
               const struct sockaddr *__to, socklen_t __len);
ssize_t sendmsg(int __fd, const struct msghdr *__m, int __flags);
ssize_t recv(int __fd, void *__buf, size_t __n, int __flags);
ssize_t recvfrom(int __fd, void *__restrict __buf, size_t __n, int __flags,
                 struct sockaddr *__restrict __from,
                 socklen_t *__restrict __len);
ssize_t recvmsg(int __fd, struct msghdr *__m, int __flags);
int getsockname(int __fd, struct sockaddr *__restrict __a,
                socklen_t *__restrict __len);
int getpeername(int __fd, struct sockaddr *__restrict __a,
                socklen_t *__restrict __len);
int getsockopt(int __fd, int __level, int __option, void *__restrict __value,
               socklen_t *__restrict __len);
int setsockopt(int __fd, int __level, int __option, const void *__value,
               socklen_t __len);
int sockatmark(int __fd);
__END_DECLS
