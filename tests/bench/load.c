/*
 * load.c - start a guest, load its server, lines `NAME VALUE`; then end it.
 *
 * usage: load first ADDRESS PORT QEMU WORD...   ms to an HTTP answer's byte
 *        load http ADDRESS PORT QEMU WORD...    requests, HTTP
 *        load ask-N ADDRESS PORT QEMU WORD...   N of them, one connection
 *        load bulk ADDRESS PORT QEMU WORD...    MiB, apps/sink at PORT and
 *                                               PORT+1
 *
 * QEMU's standard output goes to standard error. To find out when the server
 * answers, a connection is tried every ms without waiting for those before,
 * so that no retransmission is measured. CPU seconds are QEMU's, user and
 * system, all threads. An answer that differs in length from the first is an
 * error. "idle_N" is one connection that asks beside N that have asked once.
 * After "ask" QEMU ends in order, as its plugins want it.
 */
#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define TRIES    64
#define TRY_NS   1000000
#define LIMIT_NS 30000000000 /* for a guest to come up, or to connect */
#define STALL_S  10          /* without a byte */
#define CONNS    16
#define IDLE_MAX 990 /* httpd takes 1,000 at once */
#define BULK_MIB 64
#define PART     65536

static const char keep_text[] = "GET / HTTP/1.1\r\nHost: bench\r\n\r\n";
static const char close_text[] = "GET / HTTP/1.1\r\nHost: bench\r\n"
                                 "Connection: close\r\n\r\n";
static struct sockaddr_in server = {.sin_family = AF_INET};
static pid_t guest;
static int end_signal = SIGKILL;
static uint64_t started_ns;

static uint64_t now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

/* --- the guest --- */

static void end_guest(void)
{
    if (guest > 0) {
        kill(guest, end_signal);
        waitpid(guest, NULL, 0);
    }
    guest = 0;
}

/* For idle connections; QEMU's user network needs one for each, too. */
static void allow_descriptors(void)
{
    struct rlimit limit;

    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

/* The guest has ended by itself, or this takes too long since then. */
static bool given_up(uint64_t since_ns)
{
    if (waitpid(guest, NULL, WNOHANG))
        guest = 0;
    return !guest || now_ns() - since_ns > LIMIT_NS;
}

static void start_guest(char **words)
{
    started_ns = now_ns();
    guest = fork();
    if (guest < 0)
        err(1, "fork");
    if (guest == 0) {
        dup2(2, 1);
        execvp(words[0], words);
        err(127, "%s", words[0]);
    }
    atexit(end_guest);
}

static double cpu_seconds(void)
{
    struct timespec t;
    clockid_t clock;
    int err = clock_getcpuclockid(guest, &clock);

    if (err || clock_gettime(clock, &t))
        errx(1, "QEMU's CPU time: %s", strerror(err ? err : errno));
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* --- until the guest answers --- */

static int try_connect(void)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);

    if (fd < 0)
        err(1, "socket");
    if (connect(fd, (struct sockaddr *)&server, sizeof(server)) &&
        errno != EINPROGRESS) {
        close(fd);
        return -1;
    }
    return fd;
}

/* True: the first byte of an answer is here. */
static bool look(struct pollfd *p)
{
    char c;

    if (p->revents & POLLOUT &&
        send(p->fd, close_text, sizeof(close_text) - 1, MSG_NOSIGNAL) > 0)
        p->events = POLLIN;
    else if (p->revents && recv(p->fd, &c, 1, 0) == 1)
        return true;
    else if (p->revents) {
        close(p->fd);
        p->fd = -1;
    }
    return false;
}

static void wait_answer(void)
{
    struct pollfd tries[TRIES];
    const struct timespec look_again = {.tv_nsec = 200000};
    uint64_t next = 0;
    bool answered = false;

    for (int i = 0; i < TRIES; i++)
        tries[i].fd = -1;
    for (unsigned at = 0; !answered;) {
        uint64_t now = now_ns();

        if (given_up(started_ns))
            errx(1, "no answer");
        if (now >= next) {
            struct pollfd *p = &tries[at++ % TRIES];
            if (p->fd >= 0)
                close(p->fd);
            *p = (struct pollfd){try_connect(), POLLOUT, 0};
            next = now + TRY_NS;
        }
        ppoll(tries, TRIES, &look_again, NULL);
        for (int i = 0; i < TRIES && !answered; i++)
            answered = tries[i].fd >= 0 && look(&tries[i]);
    }
    printf("first_byte_ms %.2f\n", (double)(now_ns() - started_ns) / 1e6);
    for (int i = 0; i < TRIES; i++)
        if (tries[i].fd >= 0)
            close(tries[i].fd);
}

/* Until a connection stands; for what is no HTTP server. */
static int connect_soon(void)
{
    const struct timeval limit = {STALL_S, 0};
    uint64_t since_ns = now_ns();

    for (;;) {
        const struct timespec pause = {.tv_nsec = 100000000};
        struct pollfd p = {try_connect(), POLLOUT, 0};
        int error = 0, one = 1;
        socklen_t len = sizeof(error);

        if (given_up(since_ns))
            errx(1, "no connection");
        if (p.fd >= 0 && poll(&p, 1, 200) == 1 &&
            getsockopt(p.fd, SOL_SOCKET, SO_ERROR, &error, &len) == 0 &&
            !error) {
            fcntl(p.fd, F_SETFL, 0);
            setsockopt(p.fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
            setsockopt(p.fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
            setsockopt(p.fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
            return p.fd;
        }
        if (p.fd >= 0)
            close(p.fd);
        nanosleep(&pause, NULL);
    }
}

/* --- requests --- */

struct conn {
    uint64_t since_ns;
    size_t got;
};

static size_t answer_len; /* 0: not yet known */
static struct pollfd fds[CONNS];
static struct conn conns[CONNS];

/* Of a whole answer to a request with @text, by its Content-Length. */
static void learn_length(const char *text, size_t len)
{
    char buf[8192] = "", *at = NULL, *end = NULL;
    size_t got = 0;
    int fd = connect_soon();

    send(fd, text, len, MSG_NOSIGNAL);
    while (!end) {
        ssize_t n = recv(fd, buf + got, sizeof(buf) - 1 - got, 0);
        if (n <= 0)
            errx(1, "no head of an answer");
        got += (size_t)n;
        end = strstr(buf, "\r\n\r\n");
    }
    at = strstr(buf, "Content-Length: ");
    if (!at || strncmp(buf, "HTTP/1.1 200 ", 13) != 0)
        errx(1, "no good answer: %.40s", buf);
    answer_len = (size_t)(end + 4 - buf) + (size_t)atol(at + 16);
    close(fd);
}

static void ask(int i, const char *text, size_t len)
{
    conns[i] = (struct conn){now_ns(), 0};
    if (send(fds[i].fd, text, len, MSG_NOSIGNAL) != (ssize_t)len)
        err(1, "request");
    fds[i].events = POLLIN;
}

/* A new connection; the request's time begins with it. */
static void reconnect(int i)
{
    int one = 1;

    if (fds[i].fd >= 0)
        close(fds[i].fd);
    conns[i] = (struct conn){now_ns(), 0};
    fds[i] = (struct pollfd){try_connect(), POLLOUT, 0};
    if (fds[i].fd < 0)
        err(1, "connect");
    setsockopt(fds[i].fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
}

/* Reads; true when the answer is whole. */
static bool take(int i, bool close_each)
{
    char buf[16384];
    ssize_t n = recv(fds[i].fd, buf, sizeof(buf), 0);

    if (n < 0 && errno == EAGAIN)
        return false;
    if (n < 0)
        err(1, "answer");
    conns[i].got += (size_t)n;
    if (conns[i].got > answer_len || (n == 0 && conns[i].got < answer_len))
        errx(1, "an answer of %zu bytes, not %zu", conns[i].got, answer_len);
    return close_each ? n == 0 : conns[i].got == answer_len;
}

static int by_value(const void *x, const void *y)
{
    uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;

    return (a > b) - (a < b);
}

static void report(const char *name, uint64_t *took, int n, uint64_t start,
                   double cpu)
{
    double seconds = (double)(now_ns() - start) / 1e9;

    qsort(took, (size_t)n, sizeof(took[0]), by_value);
    printf("%s_per_s %.1f\n", name, n / seconds);
    printf("%s_per_cpu_s %.1f\n", name, n / (cpu_seconds() - cpu));
    printf("%s_p50_us %.1f\n", name, (double)took[n / 2] / 1e3);
    printf("%s_p99_us %.1f\n", name, (double)took[n * 99 / 100] / 1e3);
    fflush(stdout);
}

/* @n requests over @parallel connections, which each serve one or many. */
static void requests(const char *name, int parallel, int n, bool close_each)
{
    const char *text = close_each ? close_text : keep_text;
    size_t len = strlen(text);
    uint64_t *took = calloc((size_t)n, sizeof(*took)), start;
    int asked = parallel, done = 0;
    double cpu;

    learn_length(text, len);
    cpu = cpu_seconds();
    start = now_ns();
    for (int i = 0; i < parallel; i++) {
        fds[i].fd = -1;
        reconnect(i);
    }
    while (done < n) {
        if (poll(fds, (nfds_t)parallel, 10000) <= 0)
            errx(1, "%s: no answer for ten seconds", name);
        for (int i = 0; i < parallel; i++) {
            if (fds[i].revents && fds[i].events == POLLOUT) {
                uint64_t since = conns[i].since_ns;
                ask(i, text, len);
                conns[i].since_ns = since;
            } else if (fds[i].revents && take(i, close_each)) {
                took[done++] = now_ns() - conns[i].since_ns;
                if (asked++ >= n)
                    fds[i].events = 0;
                else if (close_each)
                    reconnect(i);
                else
                    ask(i, text, len);
            }
            if (!fds[i].events && fds[i].fd >= 0) {
                close(fds[i].fd);
                fds[i].fd = -1;
            }
        }
    }
    report(name, took, n, start, cpu);
    free(took);
}

/* Besides those that are there already. */
static void add_idle(int n)
{
    char buf[8192];

    while (n--) {
        int fd = connect_soon();
        ssize_t got = send(fd, keep_text, strlen(keep_text), MSG_NOSIGNAL);

        for (size_t left = answer_len; got > 0 && left; left -= (size_t)got)
            got = recv(fd, buf, left < sizeof(buf) ? left : sizeof(buf), 0);
        if (got <= 0)
            errx(1, "an idle connection has no answer");
    }
}

/* One that asks beside others that do not. */
static void beside_idle(void)
{
    static const int counts[] = {1, 100, IDLE_MAX};
    char name[32];

    learn_length(keep_text, strlen(keep_text));
    for (int i = 0, have = 0; i < 3; have = counts[i++]) {
        add_idle(counts[i] - have);
        sprintf(name, "idle_%d", counts[i]);
        requests(name, 1, 4000, false);
    }
}

/* --- bulk --- */

/* What the sink says it got. */
static void check_sum(int fd, const char *name)
{
    char line[200] = "", want[40];
    size_t got = 0;
    ssize_t n;

    shutdown(fd, SHUT_WR);
    while (got < sizeof(line) - 1 &&
           (n = recv(fd, line + got, sizeof(line) - 1 - got, 0)) > 0)
        got += (size_t)n;
    snprintf(want, sizeof(want), "\"bytes\":%llu,", BULK_MIB * 1048576ull);
    if (!strstr(line, want))
        errx(1, "%s: not %s in the answer %s", name, want, line);
}

/* From the connection on: a source sends at once. */
static void transfer(const char *name, bool to_guest)
{
    static char part[PART];
    uint64_t left = (uint64_t)BULK_MIB << 20, start = now_ns();
    double cpu = cpu_seconds();
    int fd = connect_soon();

    while (left) {
        size_t want = left < PART ? (size_t)left : PART;
        ssize_t n = to_guest ? send(fd, part, want, MSG_NOSIGNAL)
                             : recv(fd, part, want, 0);
        if (n <= 0)
            err(1, "%s: %llu bytes are missing", name,
                (unsigned long long)left);
        left -= (uint64_t)n;
    }
    if (to_guest)
        check_sum(fd, name);
    printf("%s_MiB_per_s %.2f\n", name,
           BULK_MIB / ((double)(now_ns() - start) / 1e9));
    printf("%s_MiB_per_cpu_s %.2f\n", name, BULK_MIB / (cpu_seconds() - cpu));
    fflush(stdout);
    close(fd);
}

/* QEMU's user network takes connections before the guest does, and ends them
 * then: nothing tells when to ask again. */
static bool sink_answers(void)
{
    char c;
    int fd = connect_soon();
    bool answered = shutdown(fd, SHUT_WR) == 0 && recv(fd, &c, 1, 0) == 1;

    close(fd);
    return answered;
}

static void bulk(int port)
{
    while (!sink_answers()) {
        if (given_up(started_ns))
            errx(1, "no answer of the sink");
        usleep(10000);
    }
    for (int round = 0; round < 3; round++) {
        server.sin_port = htons((uint16_t)port);
        transfer("bulk_to_guest", true);
        server.sin_port = htons((uint16_t)(port + 1));
        transfer("bulk_from_guest", false);
    }
}

int main(int argc, char **argv)
{
    if (argc < 5 || inet_pton(AF_INET, argv[2], &server.sin_addr) != 1)
        errx(2, "usage: load first|http|ask-N|bulk ADDRESS PORT QEMU WORD...");
    server.sin_port = htons((uint16_t)atoi(argv[3]));
    allow_descriptors();
    start_guest(argv + 4);
    if (strcmp(argv[1], "bulk") == 0) {
        bulk(atoi(argv[3]));
    } else {
        wait_answer();
    }
    if (strcmp(argv[1], "http") == 0) {
        requests("keep_1", 1, 2000, false);
        requests("keep_16", CONNS, 6000, false);
        requests("close_1", 1, 1000, true);
        requests("close_16", CONNS, 2000, true);
        beside_idle();
    }
    if (strncmp(argv[1], "ask-", 4) == 0) {
        end_signal = SIGTERM;
        requests("ask", 1, atoi(argv[1] + 4), false);
    }
    printf("end 0\n");
    return 0;
}
