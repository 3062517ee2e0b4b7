/*
 * term.c - waits for SIGTERM; the argument says how: in pause(), by a handler
 * that exits; or by sigwait().
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void on_term(int sig)
{
    printf("signal %d: orderly end\n", sig);
    exit(9);
}

int main(int argc, char **argv)
{
    sigset_t set;
    int sig = 0;

    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    if (argc > 1 && argv[1][0] == 'w') {
        sigprocmask(SIG_BLOCK, &set, NULL);
        puts("waiting");
        sigwait(&set, &sig);
        printf("waited for %d\n", sig);
        return 0;
    }
    signal(SIGTERM, on_term);
    puts("waiting");
    for (;;)
        pause();
}
