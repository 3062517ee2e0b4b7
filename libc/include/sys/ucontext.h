/*
 * sys/ucontext.h - what a signal's handler learns of the thread it interrupts.
 *
 * Layout and names are Linux's on x86-64. A handler of a fault may change
 * uc_mcontext.gregs and uc_sigmask: they hold when it returns. fpregs is NULL
 * where the signal came inside a call, which keeps no such registers.
 */
#pragma once

#include <stdint.h>
#include <sys/signal.h>

#if __GNU_VISIBLE || __MISC_VISIBLE
enum {
    REG_R8,
    REG_R9,
    REG_R10,
    REG_R11,
    REG_R12,
    REG_R13,
    REG_R14,
    REG_R15,
    REG_RDI,
    REG_RSI,
    REG_RBP,
    REG_RBX,
    REG_RDX,
    REG_RAX,
    REG_RCX,
    REG_RSP,
    REG_RIP,
    REG_EFL,
    REG_CSGSFS,
    REG_ERR,
    REG_TRAPNO,
    REG_OLDMASK,
    REG_CR2,
};
#endif
#define NGREG 23

typedef long long greg_t;
typedef greg_t gregset_t[NGREG];

/* As FXSAVE writes it [SDM 1 "FXSAVE Area"]. */
struct _libc_fpstate {
    uint16_t cwd, swd, ftw, fop;
    uint64_t rip, rdp;
    uint32_t mxcsr, mxcr_mask;
    struct {
        uint16_t significand[4], exponent, reserved[3];
    } _st[8];
    struct {
        uint32_t element[4];
    } _xmm[16];
    uint32_t reserved[24];
};
typedef struct _libc_fpstate *fpregset_t;

typedef struct {
    gregset_t gregs;
    fpregset_t fpregs;
    unsigned long long reserved[8];
} mcontext_t;

typedef struct ucontext_t {
    unsigned long uc_flags;
    struct ucontext_t *uc_link;
    stack_t uc_stack;
    mcontext_t uc_mcontext;
    sigset_t uc_sigmask;
} ucontext_t;
