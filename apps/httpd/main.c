/*
 * main.c - httpd: a web server for the files of the initial archive.
 *
 * usage: httpd.elf [-l] [-p PORT] [-d FOLDER] [-c CLIENTS]
 *        httpsd.elf -s CERT KEY [-l] [-p PORT] [-d FOLDER] [-c CLIENTS]
 *
 *     build/pith run -p 8080:80 -i site/ build/apps/httpd.elf
 *     curl localhost:8080/
 *
 * httpsd is the same with apps/httpsd/tls.c below it.
 * One thread and epoll, level-triggered: what a wake-up costs does not depend
 * on how many clients wait. Requests that come together are answered together,
 * in order. A connection has buffers only while a request or an answer is on
 * its way; one that does not get on within WAIT_MS is closed, and when all
 * places are taken the one that has not got on for longest makes room: they
 * stand in a list in that order.
 * GET /_/health says "ok", GET /_/counters what the network counts.
 */
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server.h"
#include "stream.h"

#define CLIENTS_MAX 1000  /* descriptors end at 1024 */
#define BLOCK       16384 /* of a file at once */
#define WAIT_MS     15000
#define EVENTS      64 /* that are taken at once */

struct server server = {.root = "", .clients = CLIENTS_MAX};

static int epoll; /* of a connection it has the address, of the listener NULL */
static struct conn *oldest, *newest; /* by when they last got on */
static unsigned count;
static uint64_t now_ms;

static void look_at_clock(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    now_ms = (uint64_t)ts.tv_sec * 1000 + (uint64_t)ts.tv_nsec / 1000000;
}

/* --- the order of connections --- */

static void put_last(struct conn *c)
{
    c->older = newest;
    c->newer = NULL;
    if (newest)
        newest->newer = c;
    else
        oldest = c;
    newest = c;
}

static void take_out(struct conn *c)
{
    if (c->older)
        c->older->newer = c->newer;
    else
        oldest = c->newer;
    if (c->newer)
        c->newer->older = c->older;
    else
        newest = c->older;
}

static void got_on(struct conn *c)
{
    c->since_ms = now_ms;
    take_out(c);
    put_last(c);
}

/* --- sending --- */

/* 1: all is out; 0: the client has to take some first; -1: it is gone. */
static int send_out(struct conn *c)
{
    while (c->out_at < c->out_len) {
        ssize_t n = stream_send(c->fd, c, c->out + c->out_at,
                                c->out_len - c->out_at, c->file_left > 0);
        if (n < 0)
            return errno == EAGAIN ? 0 : -1;
        c->out_at += (size_t)n;
        got_on(c);
    }
    free(c->out);
    c->out = NULL;
    c->out_at = c->out_len = 0;
    return 1;
}

static int send_file(struct conn *c)
{
    static char block[BLOCK];

    while (c->file_left) {
        size_t want = c->file_left < BLOCK ? (size_t)c->file_left : BLOCK;
        ssize_t n = pread(c->file, block, want, (off_t)c->file_at);
        if (n <= 0)
            return -1; /* it shrank: the length was promised */
        n = stream_send(c->fd, c, block, (size_t)n, false);
        if (n < 0)
            return errno == EAGAIN ? 0 : -1;
        c->file_at += (unsigned long long)n;
        c->file_left -= (unsigned long long)n;
        got_on(c);
    }
    if (c->file >= 0)
        close(c->file);
    c->file = -1;
    return 1;
}

static int send_all(struct conn *c)
{
    int done = send_out(c);

    return done == 1 ? send_file(c) : done;
}

/* --- requests --- */

/* Keeps what is left of a request until the rest comes. */
static bool keep(struct conn *c, const char *p, size_t n)
{
    if (n && !c->in && !(c->in = malloc(REQUEST_MAX)))
        return false;
    if (n)
        memmove(c->in, p, n);
    c->in_len = n;
    if (!n) {
        free(c->in);
        c->in = NULL;
    }
    return true;
}

/* Answers the requests in @p; 0: wait; -1: close. */
static int answer_all(struct conn *c, const char *p, size_t n)
{
    static struct request r;
    int done = 1;

    while (n && done == 1 && !c->closing) {
        int length = request_parse(p, n, &r);
        if (length == 0)
            break;
        if (!answer(c, &r, length < 0 ? length : 0))
            return -1;
        done = send_all(c);
        p += length > 0 ? (size_t)length : n;
        n -= length > 0 ? (size_t)length : n;
    }
    if (done < 0 || (done == 1 && c->closing))
        return -1;
    return keep(c, p, n) ? 0 : -1;
}

static int read_requests(struct conn *c)
{
    static char buf[2 * REQUEST_MAX];
    ssize_t n;

    if (c->in_len)
        memcpy(buf, c->in, c->in_len);
    n = stream_recv(c->fd, c, buf + c->in_len, REQUEST_MAX - c->in_len);
    if (n < 0)
        return errno == EAGAIN ? 0 : -1;
    if (n == 0)
        return -1;
    if (!c->in_len)
        got_on(c); /* of a request: when it began */
    return answer_all(c, buf, c->in_len + (size_t)n);
}

static bool is_sending(const struct conn *c)
{
    return c->out || c->file >= 0;
}

/* What to wait for next; -1 if epoll has no memory. */
static int wait_for(struct conn *c)
{
    short wanted = is_sending(c) ? POLLOUT : POLLIN;
    struct epoll_event event = {.data.ptr = c};

    if (c->wants)
        wanted = c->wants;
    if (wanted == c->waits)
        return 0;
    event.events = (uint32_t)wanted;
    if (epoll_ctl(epoll, c->waits ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, c->fd,
                  &event))
        return -1;
    c->waits = wanted;
    return 0;
}

/* What it waited for is there; false: close it. */
static bool serve(struct conn *c)
{
    int done = 0;

    if (is_sending(c)) {
        done = send_all(c);
        if (done == 1 && c->closing)
            return false;
        if (done == 1 && c->in_len) { /* requests that waited meanwhile */
            static char buf[REQUEST_MAX];
            size_t n = c->in_len;
            memcpy(buf, c->in, n);
            done = answer_all(c, buf, n);
        }
    } else {
        done = read_requests(c);
    }
    while (done >= 0 && !is_sending(c) && !c->wants && stream_pending(c))
        done = read_requests(c);
    return done >= 0 && wait_for(c) == 0;
}

/* --- connections --- */

static void drop(struct conn *c)
{
    take_out(c);
    count--;
    stream_end(c);
    close(c->fd);
    if (c->file >= 0)
        close(c->file);
    free(c->in);
    free(c->out);
    free(c);
}

static bool add(int fd, const struct sockaddr_storage *peer)
{
    struct conn *c = calloc(1, sizeof(*c));

    if (!c)
        return false;
    c->fd = fd;
    c->file = -1;
    c->since_ms = now_ms;
    c->peer = *peer;
    put_last(c);
    count++;
    if (wait_for(c))
        drop(c);
    return true;
}

/* The next one. Where no descriptor is left, the one that has not got on for
 * longest makes room. */
static int accept_next(int listener, struct sockaddr_storage *peer)
{
    socklen_t len = sizeof(*peer);
    int fd;

    while ((fd = accept4(listener, (struct sockaddr *)peer, &len,
                         SOCK_NONBLOCK)) < 0 &&
           errno == EMFILE && oldest)
        drop(oldest);
    return fd;
}

static void accept_all(int listener)
{
    struct sockaddr_storage peer;
    int fd, one = 1;

    while ((fd = accept_next(listener, &peer)) >= 0) {
        if (count == server.clients)
            drop(oldest);
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
        if (!add(fd, &peer)) {
            close(fd);
            return;
        }
    }
}

static void drop_idle(void)
{
    while (oldest && now_ms - oldest->since_ms > WAIT_MS)
        drop(oldest);
}

/* Until the next one has to be dropped, in milliseconds. */
static int patience(void)
{
    return oldest ? (int)(oldest->since_ms + WAIT_MS + 1 - now_ms) : -1;
}

/* Waits once. Those that are new come last: to make room for them one may be
 * dropped that has an event. */
static void serve_ready(int listener)
{
    static struct epoll_event events[EVENTS];
    int n = epoll_wait(epoll, events, EVENTS, patience());
    bool new = false;

    look_at_clock();
    for (int i = 0; i < n; i++) {
        struct conn *c = events[i].data.ptr;

        if (!c)
            new = true;
        else if (!serve(c))
            drop(c);
    }
    if (new)
        accept_all(listener);
    drop_idle();
}

/* --- the program --- */

static int listen_at(int port)
{
    struct sockaddr_in6 a = {.sin6_family = AF_INET6,
                             .sin6_port = htons((uint16_t)port)};
    int one = 1, fd = socket(AF_INET6, SOCK_STREAM | SOCK_NONBLOCK, 0);

    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) ||
        bind(fd, (struct sockaddr *)&a, sizeof(a)) || listen(fd, SOMAXCONN)) {
        fprintf(stderr, "httpd: port %d: %s\n", port, strerror(errno));
        exit(1);
    }
    return fd;
}

static void usage(void)
{
    fprintf(stderr,
            "usage: %s [-l] [-p PORT] [-d FOLDER] [-c CLIENTS]\n"
            "  -l  log each request\n"
            "  -p  %d by default    -d  / by default\n"
            "  -c  connections at once, 1 to %d\n%s",
            stream_is_tls ? "httpsd.elf -s CERT KEY" : "httpd.elf", stream_port,
            CLIENTS_MAX,
            stream_is_tls
                ? "  -s  certificate (with its chain) and key, files\n"
                : "");
    exit(2);
}

static void read_options(int argc, char **argv)
{
    int c;

    server.port = stream_port;
    while ((c = getopt(argc, argv, stream_is_tls ? "lp:d:c:s:" : "lp:d:c:")) !=
           -1) {
        if (c == 'l')
            server.log = true;
        else if (c == 'p')
            server.port = atoi(optarg);
        else if (c == 'd')
            server.root = optarg;
        else if (c == 'c')
            server.clients = (unsigned)atoi(optarg);
        else if (c == 's' && optind < argc) {
            server.cert = optarg;
            server.key = argv[optind++];
        } else
            usage();
    }
    if (optind != argc || server.port < 1 || server.port > 65535 ||
        server.clients < 1 || server.clients > CLIENTS_MAX ||
        strlen(server.root) >= 256 || (stream_is_tls && !server.cert))
        usage();
}

int main(int argc, char **argv)
{
    struct epoll_event listening = {.events = EPOLLIN};
    int listener;

    read_options(argc, argv);
    stream_setup(server.cert, server.key);
    listener = listen_at(server.port);
    epoll = epoll_create1(0);
    if (epoll < 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &listening)) {
        fprintf(stderr, "httpd: epoll: %s\n", strerror(errno));
        return 1;
    }
    for (;;)
        serve_ready(listener);
}
