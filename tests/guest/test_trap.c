/*
 * test_trap.c - exceptions reach the handler and return without a trace.
 */
#include "arch/x86/cpu.h"
#include "arch/x86/trap.h"
#include "kernel/base.h"
#include "kernel/stacks.h"
#include "tests/check.h"
#include "tests/guest/attempt.h"

static void divide(uint64_t by)
{
    uint64_t quotient = 1, rest = 0;

    __asm__ volatile("divq %2" : "+a"(quotient), "+d"(rest) : "r"(by));
}

static void undefined(uint64_t arg)
{
    (void)arg;
    __asm__ volatile("ud2");
}

static void non_canonical(uint64_t arg)
{
    (void)*(volatile uint64_t *)arg;
}

TEST(exceptions_have_their_vectors)
{
    CHECK(attempt(divide, 0).vector == TRAP_DE);
    CHECK(attempt(undefined, 0).vector == TRAP_UD);
    CHECK(attempt(non_canonical, 1ull << 63).vector == 13);
}

static unsigned upcalls;
static void (*own_upcall)(void); /* in a domU, where events may come, too */

static void count_upcall(void)
{
    upcalls++;
    if (own_upcall)
        own_upcall();
}

static void upcall_while_on(uint64_t arg)
{
    (void)arg;
    __asm__ volatile("sti; int %0" : : "i"(TRAP_UPCALL) : "memory");
}

static void upcall_while_off(uint64_t arg)
{
    (void)arg;
    __asm__ volatile("cli; int %0" : : "i"(TRAP_UPCALL) : "memory");
}

/* Taken for one it would be taken for ever, where it was delivered twice. */
TEST(an_upcall_with_interrupts_off_is_none)
{
    uint64_t flags = cpu_irq_save();
    unsigned before;

    own_upcall = trap_upcall;
    trap_upcall = count_upcall;
    CHECK(!attempt(upcall_while_on, 0).faulted && upcalls > 0);
    cpu_irq_off();
    before = upcalls;
    CHECK(attempt(upcall_while_off, 0).vector == TRAP_UPCALL);
    CHECK(upcalls == before);
    trap_upcall = own_upcall;
    cpu_irq_restore(flags);
}

static uint64_t seen_rsp, seen_frame;

static bool note(struct trap_frame *frame)
{
    seen_rsp = frame->rsp;
    seen_frame = (uint64_t)frame;
    frame->rip += 2; /* behind the ud2 */
    return frame->vector == TRAP_UD;
}

/*
 * (ud2 and not int3: a KVM that interprets ring 0 lacks the latter.)
 *
 * The 128 bytes below the stack pointer belong to the function that was
 * interrupted [psABI 3.2.2]: they are filled, an exception comes and returns,
 * they are summed up.
 */
TEST(an_exception_leaves_the_red_zone_alone)
{
    uint64_t sum = 0, index = 0;

    trap_set_hook(note);
    __asm__ volatile("leaq -1024(%%rsp), %%rsp\n\t"
                     "1: movq %%rcx, -128(%%rsp,%%rcx,8)\n\t"
                     "incq %%rcx\n\t"
                     "cmpq $16, %%rcx\n\t"
                     "jne 1b\n\t"
                     "ud2\n\t"
                     "2: decq %%rcx\n\t"
                     "addq -128(%%rsp,%%rcx,8), %0\n\t"
                     "testq %%rcx, %%rcx\n\t"
                     "jne 2b\n\t"
                     "leaq 1024(%%rsp), %%rsp"
                     : "+r"(sum), "+c"(index)
                     :
                     : "cc", "memory");
    trap_set_hook(NULL);
    CHECK(sum == 120);
    const struct stack *stack = stacks_find(seen_frame);
    CHECK(stack == &stacks_static[STACK_FAULT]);
    CHECK(stacks_find(seen_rsp) != stack);
}

TEST(all_registers_survive_an_exception)
{
    uint64_t differ = 0;

    trap_set_hook(note);
    __asm__ volatile("movq $0x1111, %%rbx; movq $0x2222, %%r12\n\t"
                     "movq $0x3333, %%r15; movq $0x4444, %%rdi\n\t"
                     "movq $0x5555, %%r8; movq $0x6666, %%rax\n\t"
                     "stc\n\t"
                     "ud2\n\t"
                     "jnc 1f\n\t"
                     "subq $0x1111, %%rbx; subq $0x2222, %%r12\n\t"
                     "subq $0x3333, %%r15; subq $0x4444, %%rdi\n\t"
                     "subq $0x5555, %%r8; subq $0x6666, %%rax\n\t"
                     "orq %%rbx, %0; orq %%r12, %0; orq %%r15, %0\n\t"
                     "orq %%rdi, %0; orq %%r8, %0; orq %%rax, %0\n\t"
                     "jmp 2f\n\t"
                     "1: movq $1, %0\n\t"
                     "2:"
                     : "+d"(differ)
                     :
                     : "rbx", "r12", "r15", "rdi", "r8", "rax", "cc", "memory");
    trap_set_hook(NULL);
    CHECK(differ == 0);
}
