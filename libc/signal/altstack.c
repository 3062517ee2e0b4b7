/*
 * altstack.c - sigaltstack(): the stack for handlers with SA_ONSTACK.
 */
#include <errno.h>
#include <signal.h>

#include "libc/fd.h"
#include "libc/signal/internal.h"

static bool in_use(const struct signal_state *s)
{
    uint64_t sp = (uintptr_t)__builtin_frame_address(0);

    return s->stack_size && sp > (uintptr_t)s->stack &&
           sp <= (uintptr_t)s->stack + s->stack_size;
}

static int change(struct signal_state *s, const stack_t *stack)
{
    if (in_use(s))
        return -EPERM;
    if (stack->ss_flags & ~(SS_DISABLE | SS_ONSTACK))
        return -EINVAL;
    if (!(stack->ss_flags & SS_DISABLE) && stack->ss_size < MINSIGSTKSZ)
        return -ENOMEM;
    s->stack = stack->ss_sp;
    s->stack_size = stack->ss_flags & SS_DISABLE ? 0 : stack->ss_size;
    return 0;
}

int sigaltstack(const stack_t *restrict stack, stack_t *restrict old)
{
    struct signal_state *s = libc_signal_state();
    stack_t before = {.ss_sp = s->stack,
                      .ss_size = s->stack_size,
                      .ss_flags = in_use(s)       ? SS_ONSTACK
                                  : s->stack_size ? 0
                                                  : SS_DISABLE};
    int err = stack ? change(s, stack) : 0;

    if (!err && old)
        *old = before;
    return (int)libc_result(err);
}
