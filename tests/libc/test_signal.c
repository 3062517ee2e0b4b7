// expect: status 0
/*
 * test_signal.c - signals a program sends itself.
 */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <string.h>
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
    CHECK(raise(SIGTSTP) == 0); /* nothing ever stops */
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
    CHECK(sigqueue(4711, SIGUSR1, (union sigval){0}) == -1);
    CHECK(sigprocmask(77, &act.sa_mask, NULL) == -1 && errno == EINVAL);
    CHECK(killpg(1, 0) == 0 && killpg(2, 0) == -1 && errno == ESRCH);
}

static siginfo_t last;
static int order[8], ran;

static void keep(int sig, siginfo_t *info, void *context)
{
    CHECK(sig == info->si_signo && context != NULL);
    last = *info;
    if (ran < 8)
        order[ran++] = info->si_value.sival_int;
}

TEST(real_time_signals_queue_with_their_values)
{
    struct sigaction act = {.sa_flags = SA_SIGINFO};
    sigset_t set, old;

    act.sa_sigaction = keep;
    ran = 0;
    CHECK(sigaction(SIGRTMIN + 3, &act, NULL) == 0);
    sigemptyset(&set);
    CHECK(sigaddset(&set, SIGRTMIN + 3) == 0 && sigaddset(&set, 64) == -1);
    CHECK(pthread_sigmask(SIG_BLOCK, &set, &old) == 0);
    for (int i = 0; i < 3; i++)
        CHECK(sigqueue(getpid(), SIGRTMIN + 3,
                       (union sigval){.sival_int = i + 7}) == 0);
    CHECK(ran == 0);
    CHECK(pthread_sigmask(SIG_SETMASK, &old, NULL) == 0);
    CHECK(ran == 3 && order[0] == 7 && order[1] == 8 && order[2] == 9);
    CHECK(last.si_code == SI_QUEUE && last.si_pid == getpid());
}

TEST(the_pool_of_queued_signals_has_an_end)
{
    sigset_t set, old;
    siginfo_t info;
    int sent = 0, got = 0;

    sigemptyset(&set);
    sigaddset(&set, SIGRTMAX);
    pthread_sigmask(SIG_BLOCK, &set, &old);
    while (sent < 1000 && sigqueue(1, SIGRTMAX, (union sigval){sent}) == 0)
        sent++;
    CHECK(sent >= 32 && sent < 1000 && errno == EAGAIN);
    while (sigtimedwait(&set, &info, &(struct timespec){0}) == SIGRTMAX)
        CHECK(info.si_value.sival_int == got++);
    CHECK(errno == EAGAIN && got == sent);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
}

TEST(flags_of_an_action)
{
    struct sigaction act = {.sa_flags = (int)SA_RESETHAND}, old;

    act.sa_handler = note;
    count = 0;
    CHECK(sigaction(SIGWINCH, &act, NULL) == 0 && raise(SIGWINCH) == 0);
    CHECK(count == 1 && raise(SIGWINCH) == 0 && count == 1);
    CHECK(siginterrupt(SIGUSR1, 1) == 0);
    CHECK(sigaction(SIGUSR1, NULL, &old) == 0 && !(old.sa_flags & SA_RESTART));
    CHECK(siginterrupt(SIGUSR1, 0) == 0);
    CHECK(sigaction(SIGUSR1, NULL, &old) == 0 && (old.sa_flags & SA_RESTART));
    act.sa_flags = 0x100;
    CHECK(sigaction(SIGUSR1, &act, NULL) == -1 && errno == EINVAL);
}

static void nest(int sig)
{
    if (++count < 4)
        raise(sig);
}

TEST(nodefer_lets_a_handler_be_interrupted_by_its_own)
{
    struct sigaction act = {.sa_flags = SA_NODEFER};

    act.sa_handler = nest;
    count = 0;
    sigaction(SIGUSR2, &act, NULL);
    CHECK(raise(SIGUSR2) == 0 && count == 4);
    signal(SIGUSR2, SIG_DFL);
}

static sigjmp_buf senv;

static void sleave(int sig)
{
    siglongjmp(senv, sig);
}

static int is_blocked(int sig)
{
    sigset_t now;

    CHECK(sigprocmask(SIG_SETMASK, NULL, &now) == 0);
    return sigismember(&now, sig);
}

TEST(siglongjmp_restores_the_mask_that_was_saved)
{
    signal(SIGUSR1, sleave);
    if (sigsetjmp(senv, 1) == 0)
        raise(SIGUSR1);
    CHECK(!is_blocked(SIGUSR1));
    if (sigsetjmp(senv, 0) == 0)
        raise(SIGUSR1);
    CHECK(is_blocked(SIGUSR1));
    sigset_t none = 0;
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGUSR1, SIG_DFL);
}

static char alt[SIGSTKSZ];
static uintptr_t ran_at;

static void where(int sig)
{
    stack_t now;

    (void)sig;
    ran_at = (uintptr_t)__builtin_frame_address(0);
    CHECK(sigaltstack(NULL, &now) == 0 && now.ss_flags == SS_ONSTACK);
    CHECK(sigaltstack(&now, NULL) == -1 && errno == EPERM);
}

TEST(handlers_run_on_the_other_stack_if_asked)
{
    stack_t stack = {.ss_sp = alt, .ss_size = sizeof(alt)}, old;
    struct sigaction act = {.sa_flags = SA_ONSTACK};

    CHECK(sigaltstack(&stack, &old) == 0 && old.ss_flags == SS_DISABLE);
    act.sa_handler = where;
    sigaction(SIGUSR1, &act, NULL);
    CHECK(raise(SIGUSR1) == 0);
    CHECK(ran_at > (uintptr_t)alt && ran_at < (uintptr_t)alt + sizeof(alt));
    stack.ss_size = MINSIGSTKSZ - 1;
    CHECK(sigaltstack(&stack, NULL) == -1 && errno == ENOMEM);
    stack.ss_flags = SS_DISABLE;
    CHECK(sigaltstack(&stack, &old) == 0 && old.ss_sp == alt);
    signal(SIGUSR1, SIG_DFL);
}

TEST(sigwait_takes_what_is_pending)
{
    sigset_t set, old;
    int sig = 0;

    sigemptyset(&set);
    sigaddset(&set, SIGHUP);
    sigaddset(&set, SIGCHLD); /* ignored, but blocked: it waits */
    sigprocmask(SIG_BLOCK, &set, &old);
    raise(SIGCHLD);
    CHECK(sigwait(&set, &sig) == 0 && sig == SIGCHLD);
    kill(getpid(), SIGHUP);
    CHECK(sigwaitinfo(&set, &last) == SIGHUP && last.si_code == SI_USER);
    CHECK(sigtimedwait(&set, NULL, &(struct timespec){0, 1000000}) == -1 &&
          errno == EAGAIN);
    sigprocmask(SIG_SETMASK, &old, NULL);
}

TEST(sigsuspend_lets_a_pending_signal_in)
{
    sigset_t set, old, none;

    signal(SIGUSR1, note);
    sigemptyset(&none);
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, &old);
    count = 0;
    raise(SIGUSR1);
    CHECK(count == 0);
    CHECK(sigsuspend(&none) == -1 && errno == EINTR && count == 1);
    CHECK(is_blocked(SIGUSR1));
    sigprocmask(SIG_SETMASK, &old, NULL);
}

TEST(names_of_signals)
{
    CHECK(strcmp(strsignal(SIGSEGV), "Segmentation fault") == 0);
}
