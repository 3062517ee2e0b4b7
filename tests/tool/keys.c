/*
 * keys.c - a program that handles ^C and ^\, for test_keys.sh.
 *
 * usage: keys MODE
 *     eintr     reads end by ^C until one gives a line
 *     restart   one read, which ^C does not end
 *     spin      a loop that ^C ends
 *     quit      the same with ^\, and ^C is nobody's
 *     poll      poll() ends by ^C until there is input
 *     once      says that ^C came; the second one has no handler any more
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static volatile int count, last;

static void note(int sig)
{
    last = sig;
    count++;
}

static void say(const char *text)
{
    write(1, text, strlen(text));
}

static void tell(int sig)
{
    (void)sig;
    say("[caught]");
}

static void handle(int sig, int flags)
{
    struct sigaction act = {.sa_flags = flags};

    act.sa_handler = flags & SA_RESETHAND ? tell : note;
    sigaction(sig, &act, NULL);
}

/* Whether it gave one. */
static int read_line(void)
{
    char text[100], line[64] = "";
    ssize_t n = read(0, line, sizeof(line) - 1);

    if (n < 0)
        snprintf(text, sizeof(text), "[%s]\n", strerror(errno));
    else
        snprintf(text, sizeof(text), "[read %.*s]\n", (int)n - 1, line);
    say(text);
    return n >= 0;
}

static int poll_input(void)
{
    struct pollfd p = {.fd = 0, .events = POLLIN};
    int n = poll(&p, 1, -1);

    say(n < 0 ? "[poll ended]\n" : "[poll ready]\n");
    return n > 0;
}

static int spin(int sig)
{
    handle(sig, 0);
    say("ready\n");
    while (!count)
        ;
    return last;
}

int main(int argc, char **argv)
{
    const char *mode = argc > 1 ? argv[1] : "";

    if (strcmp(mode, "spin") == 0)
        return spin(SIGINT);
    if (strcmp(mode, "quit") == 0)
        return spin(SIGQUIT);
    handle(SIGINT, strcmp(mode, "restart") == 0 ? SA_RESTART
                   : strcmp(mode, "once") == 0  ? SA_RESETHAND
                                                : 0);
    say("ready\n");
    while (strcmp(mode, "poll") == 0 && !poll_input())
        ;
    while (!read_line())
        ;
    return 0;
}
