// expect: status 0
/*
 * test_signal.c - signals a program sends itself.
 */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <unistd.h>

#include "tests/libc/harness.h"

static volatile int caught, count;

static void note(int sig)
{
    caught = sig;
    count++;
}

TEST(a_handler_runs_inside_raise)
{
    caught = count = 0;
    CHECK(signal(SIGUSR1, note) == SIG_DFL);
    CHECK(raise(SIGUSR1) == 0 && caught == SIGUSR1 && count == 1);
    CHECK(kill(getpid(), SIGUSR1) == 0 && count == 2);
    CHECK(raise(SIGUSR1) == 0 && count == 3); /* it stays installed */
    CHECK(signal(SIGUSR1, SIG_IGN) == note);
    CHECK(raise(SIGUSR1) == 0 && count == 3);
    CHECK(signal(SIGUSR1, SIG_DFL) == SIG_IGN);
}

TEST(a_blocked_signal_waits)
{
    sigset_t set, old;

    signal(SIGUSR2, note);
    caught = count = 0;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR2);
    CHECK(sigprocmask(SIG_BLOCK, &set, &old) == 0);
    CHECK(raise(SIGUSR2) == 0 && raise(SIGUSR2) == 0 && count == 0);
    CHECK(sigpending(&set) == 0 && sigismember(&set, SIGUSR2));
    CHECK(sigprocmask(SIG_SETMASK, &old, NULL) == 0);
    CHECK(count == 1 && caught == SIGUSR2); /* not queued twice */
    CHECK(sigpending(&set) == 0 && !sigismember(&set, SIGUSR2));
    signal(SIGUSR2, SIG_DFL);
}

static void raise_again(int sig)
{
    static int depth;

    count++;
    CHECK(++depth == 1); /* its own signal is blocked meanwhile */
    if (count < 3)
        raise(sig);
    depth--;
}

TEST(a_handler_is_not_interrupted_by_its_own_signal)
{
    struct sigaction act = {.sa_handler = raise_again}, old;

    count = 0;
    CHECK(sigaction(SIGTERM, &act, &old) == 0 && old.sa_handler == SIG_DFL);
    CHECK(raise(SIGTERM) == 0 && count == 3);
    CHECK(sigaction(SIGTERM, &old, NULL) == 0);
}

static jmp_buf env;

static void leave(int sig)
{
    longjmp(env, sig);
}

TEST(abort_can_be_left_by_longjmp)
{
    sigset_t set = 0;

    signal(SIGABRT, leave);
    if (setjmp(env) == 0)
        abort();
    CHECK(sigprocmask(SIG_SETMASK, &set, NULL) == 0);
    signal(SIGABRT, SIG_DFL);
}

TEST(harmless_signals_are_ignored_by_default)
{
    CHECK(raise(SIGCHLD) == 0 && raise(SIGURG) == 0 && raise(SIGCONT) == 0);
}

TEST(mistakes_are_told)
{
    struct sigaction act = {.sa_handler = note};

    errno = 0;
    CHECK(raise(0) == -1 && errno == EINVAL);
    CHECK(raise(NSIG) == -1);
    CHECK(signal(SIGKILL, note) == SIG_ERR);
    CHECK(sigaction(SIGSTOP, &act, NULL) == -1);
    CHECK(kill(getpid(), 0) == 0);
    errno = 0;
    CHECK(kill(4711, 0) == -1 && errno == ESRCH);
    errno = 0;
    CHECK(raise(SIGTSTP) == -1 && errno == ENOSYS);
    errno = 0;
    CHECK(pause() == -1 && errno == ENOSYS);
}
