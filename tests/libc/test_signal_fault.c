// expect: status 0
// cflags: -pthread
// smp: 1 2
/*
 * test_signal_fault.c - exceptions of the CPU that a handler takes.
 *
 * Tests run in any order: each installs its own handler.
 */
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#include "tests/libc/thread_tools.h"

static sigjmp_buf env;
static volatile siginfo_t got;
static volatile greg_t trap_rip;

static void leave(int sig, siginfo_t *info, void *context)
{
    (void)sig;
    got = *info;
    trap_rip = ((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP];
    siglongjmp(env, 1);
}

static void handle(int sig, void (*fn)(int, siginfo_t *, void *), int flags)
{
    struct sigaction act = {.sa_flags = SA_SIGINFO | flags};

    act.sa_sigaction = fn;
    CHECK(sigaction(sig, &act, NULL) == 0);
}

static volatile char *volatile nowhere = (char *)64;

TEST(a_wild_access_is_sigsegv_with_its_address)
{
    handle(SIGSEGV, leave, 0);
    for (int i = 0; i < 1000; i++) {
        if (sigsetjmp(env, 1) == 0) {
            *nowhere = 1;
            abort();
        }
        CHECK(got.si_signo == SIGSEGV && got.si_code == SEGV_MAPERR);
        CHECK(got.si_addr == nowhere);
    }
}

TEST(a_write_to_constants_is_a_matter_of_rights)
{
    static const char constant[] = "constant";

    handle(SIGSEGV, leave, 0);
    if (sigsetjmp(env, 1) == 0)
        *(char *volatile)(uintptr_t)constant = 1;
    CHECK(got.si_code == SEGV_ACCERR && got.si_addr == constant);
}

TEST(an_address_that_is_none_is_sigsegv_too)
{
    handle(SIGSEGV, leave, 0);
    if (sigsetjmp(env, 1) == 0)
        *(volatile char *)0x8000000000000000 = 1;
    CHECK(got.si_signo == SIGSEGV && got.si_code == SI_KERNEL);
}

TEST(a_jump_to_nowhere)
{
    handle(SIGSEGV, leave, 0);
    if (sigsetjmp(env, 1) == 0)
        ((void (*)(void))(uintptr_t)nowhere)();
    CHECK(got.si_addr == nowhere && trap_rip == (greg_t)(uintptr_t)nowhere);
}

TEST(division_by_zero_is_sigfpe)
{
    volatile int zero = 0, ten = 10;

    handle(SIGFPE, leave, 0);
    if (sigsetjmp(env, 1) == 0)
        zero = ten / zero;
    CHECK(got.si_signo == SIGFPE && got.si_code == FPE_INTDIV);
    CHECK(got.si_addr == (void *)(uintptr_t)trap_rip);
}

/* TCG raises none for SSE, so x87 it is. */
TEST(floating_point_exceptions_that_are_unmasked)
{
    uint16_t open = 0x37f & ~0x4, usual = 0; /* without the divide mask */

    handle(SIGFPE, leave, 0);
    if (sigsetjmp(env, 1) == 0) {
        __asm__ volatile("fldcw %0\n fld1\n fldz\n fdivrp\n fwait"
                         :
                         : "m"(open)
                         : "st", "st(1)");
        abort();
    }
    CHECK(got.si_signo == SIGFPE && got.si_code == FPE_FLTDIV);
    __asm__ volatile("fninit\n fnstcw %0" : "=m"(usual));
    CHECK(usual == 0x37f);
}

TEST(an_instruction_that_is_none_is_sigill)
{
    handle(SIGILL, leave, 0);
    if (sigsetjmp(env, 1) == 0)
        __asm__ volatile("ud2");
    CHECK(got.si_signo == SIGILL);
}

static volatile int traps;

static void count_trap(int sig, siginfo_t *info, void *context)
{
    (void)context;
    traps += sig == SIGTRAP && info->si_signo == SIGTRAP;
}

TEST(a_breakpoint_is_sigtrap_and_goes_on)
{
    handle(SIGTRAP, count_trap, 0);
    __asm__ volatile("int3\n int3");
    CHECK(traps == 2);
}

/* The handler repairs the pointer, and returns: every other register, those
 * of the FPU and the red zone are as they were. */
static char page[64];

static void repair(int sig, siginfo_t *info, void *context)
{
    ucontext_t *uc = context;
    volatile double noise = info->si_signo;

    (void)sig;
    noise = sqrt(noise) * 3;
    memset(alloca(256), 0xee, 256);
    uc->uc_mcontext.gregs[REG_RAX] = (greg_t)(uintptr_t)page;
    CHECK(uc->uc_mcontext.fpregs != NULL);
    CHECK(uc->uc_mcontext.fpregs->_xmm[7].element[0] == 0x11111111);
    uc->uc_mcontext.fpregs->_xmm[8].element[0] = 0x22222222;
}

TEST(a_handler_changes_registers_and_the_access_succeeds)
{
    uint64_t rcx = 0, rdx = 0, xmm7 = 0, xmm8 = 0, red = 0;

    handle(SIGSEGV, repair, 0);
    __asm__ volatile("movq $0x1111111111111111, %%rcx\n"
                     "movq %%rcx, %%xmm7\n movq %%rcx, %%xmm8\n"
                     "movq $64, %%rax\n"
                     "movq $77, %%rdx\n"
                     "movq $99, -8(%%rsp)\n"
                     "movb $5, (%%rax)\n"
                     "movq -8(%%rsp), %4\n"
                     "movq %%xmm7, %2\n movq %%xmm8, %3\n"
                     "movq %%rcx, %0\n movq %%rdx, %1\n"
                     : "=&r"(rcx), "=&r"(rdx), "=&r"(xmm7), "=&r"(xmm8),
                       "=&r"(red)
                     :
                     : "rax", "rcx", "rdx", "xmm7", "xmm8", "memory");
    CHECK(page[0] == 5 && rdx == 77 && rcx == 0x1111111111111111);
    CHECK(xmm7 == 0x1111111111111111 && (uint32_t)xmm8 == 0x22222222);
    CHECK(red == 99);
}

static char alt[SIGSTKSZ];

static int __attribute__((noinline)) deep(volatile int n)
{
    volatile char room[512];

    room[0] = (char)n;
    return n == 1 << 30 ? 0 : deep(n + 1) + room[0];
}

static void *overflow(void *arg)
{
    char *own = arg;
    stack_t stack = {.ss_sp = own, .ss_size = SIGSTKSZ};

    handle(SIGSEGV, leave, SA_ONSTACK);
    CHECK(sigaltstack(&stack, NULL) == 0);
    for (int i = 0; i < 3; i++) {
        if (sigsetjmp(env, 1) == 0)
            deep(0);
        CHECK(got.si_signo == SIGSEGV);
    }
    stack.ss_flags = SS_DISABLE;
    CHECK(sigaltstack(&stack, NULL) == 0);
    return NULL;
}

TEST(a_stack_overflow_is_handled_on_the_other_stack)
{
    overflow(alt);
}

TEST(so_it_is_in_a_thread)
{
    join(start(overflow, alt));
}

static sigjmp_buf outer;

static void fault_again(int sig, siginfo_t *info, void *context)
{
    (void)sig;
    (void)context;
    handle(SIGSEGV, leave, 0);
    if (sigsetjmp(env, 1) == 0)
        *nowhere = 1;
    CHECK(got.si_addr == nowhere);
    siglongjmp(outer, (int)(uintptr_t)info->si_addr);
}

TEST(a_fault_in_a_handler_with_nodefer_is_handled)
{
    int value;

    handle(SIGSEGV, fault_again, SA_NODEFER);
    value = sigsetjmp(outer, 1);
    if (value == 0)
        *nowhere = 1;
    CHECK(value == 64);
}

static void *fault_often(void *arg)
{
    (void)arg;
    uint64_t sum = 0;

    for (int i = 0; i < 2000; i++)
        __asm__ volatile("movq $64, %%rax\n movb $5, (%%rax)\n addq $1, %0"
                         : "+r"(sum)
                         :
                         : "rax", "memory");
    CHECK(sum == 2000);
    return NULL;
}

static void mend(int sig, siginfo_t *info, void *context)
{
    (void)sig;
    (void)info;
    ((ucontext_t *)context)->uc_mcontext.gregs[REG_RAX] =
        (greg_t)(uintptr_t)page;
}

TEST(threads_fault_at_the_same_time)
{
    pthread_t id[4];

    handle(SIGSEGV, mend, 0);
    for (int i = 0; i < 4; i++)
        id[i] = start(fault_often, NULL);
    for (int i = 0; i < 4; i++)
        join(id[i]);
}
