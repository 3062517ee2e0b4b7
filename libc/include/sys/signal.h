/*
 * sys/signal.h - newlib's <sys/signal.h>, with what it leaves out.
 *
 * newlib has actions without flags and a siginfo_t without an address, so its
 * three declarations that depend on them get other names while it is read.
 * Values are Linux's, but for the numbers of the signals, which are newlib's;
 * behind its 31 come real-time signals, as many as a sigset_t has bits for.
 */
#pragma once

#include <sys/features.h>

/* With AVX-512 the state of an interrupted thread takes 4 KiB. */
#define MINSIGSTKSZ  8192
#define SIGSTKSZ     16384

#define siginfo_t    __newlib_siginfo_t
#define sigaction    __newlib_sigaction
#define sigwaitinfo  __newlib_sigwaitinfo
#define sigtimedwait __newlib_sigtimedwait
#include_next <sys/signal.h>
#undef siginfo_t
#undef sigaction
#undef sigwaitinfo
#undef sigtimedwait

#undef NSIG
#define NSIG     64
#define _NSIG    NSIG
#define SIGRTMIN 32
#define SIGRTMAX 63

/* Functions, which see bad numbers and all 63 signals. */
#undef sigaddset
#undef sigdelset
#undef sigemptyset
#undef sigfillset
#undef sigismember

#undef SI_USER
#undef SI_QUEUE
#undef SI_TIMER
#undef SI_ASYNCIO
#undef SI_MESGQ
#define SI_USER     0
#define SI_QUEUE    (-1)
#define SI_TIMER    (-2)
#define SI_MESGQ    (-3)
#define SI_ASYNCIO  (-4)
#define SI_TKILL    (-6)
#define SI_KERNEL   0x80

#define ILL_ILLOPC  1
#define ILL_ILLOPN  2
#define ILL_ILLADR  3
#define ILL_ILLTRP  4
#define ILL_PRVOPC  5
#define FPE_INTDIV  1
#define FPE_INTOVF  2
#define FPE_FLTDIV  3
#define FPE_FLTOVF  4
#define FPE_FLTUND  5
#define FPE_FLTRES  6
#define FPE_FLTINV  7
#define FPE_FLTSUB  8
#define SEGV_MAPERR 1
#define SEGV_ACCERR 2
#define BUS_ADRALN  1
#define BUS_ADRERR  2
#define BUS_OBJERR  3
#define TRAP_BRKPT  1
#define TRAP_TRACE  2

#undef SA_NOCLDSTOP
#define SA_NOCLDSTOP 0x00000001
#define SA_NOCLDWAIT 0x00000002
#define SA_SIGINFO   0x00000004
#define SA_ONSTACK   0x08000000
#define SA_RESTART   0x10000000
#define SA_NODEFER   0x40000000
#define SA_RESETHAND ((int)0x80000000)

__BEGIN_DECLS

typedef struct {
    int si_signo;
    int si_code;            /* why: SI_*, SEGV_*, ... */
    int si_errno;           /* 0 */
    int si_trapno;          /* of a fault: the CPU's vector */
    pid_t si_pid;           /* of a sender: 1 */
    uid_t si_uid;           /* 0 */
    void *si_addr;          /* of a fault: where */
    union sigval si_value;  /* of sigqueue() and timers */
    int si_status, si_band; /* 0: there are no children and no SIGPOLL */
    int si_timerid, si_overrun;
} siginfo_t;

#define si_int si_value.sival_int
#define si_ptr si_value.sival_ptr

struct sigaction {
    union {
        _sig_func_ptr _handler;
        void (*_action)(int, siginfo_t *, void *);
    } _what;
    sigset_t sa_mask;
    int sa_flags;
};
#define sa_handler   _what._handler
#define sa_sigaction _what._action

int sigaction(int __sig, const struct sigaction *__restrict __act,
              struct sigaction *__restrict __old);
int sigwaitinfo(const sigset_t *__restrict __set, siginfo_t *__restrict __info);
int sigtimedwait(const sigset_t *__restrict __set, siginfo_t *__restrict __info,
                 const struct timespec *__restrict __timeout);
int siginterrupt(int __sig, int __flag);
void psiginfo(const siginfo_t *__info, const char *__message);

__END_DECLS

#include <sys/ucontext.h>
