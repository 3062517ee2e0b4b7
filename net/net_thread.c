/*
 * net_thread.c - the thread "net".
 *
 * It answers while the program computes: after BACKSTOP_NS (net.c) without
 * anybody else in the network it becomes the driver, until another thread
 * waits. The C library's threads do not know of it, but malloc() has variables
 * of each thread.
 */
#include "net/net_thread.h"

#include <errno.h>
#include <stdlib.h>

#include "kernel/base.h"
#include "kernel/stacks.h"
#include "kernel/thread.h"
#include "kernel/wait.h"
#include "libc/tcb.h"
#include "libc/shared.h"
#include "libc/tls.h"

#define STACK_SIZE (16 * KIB) /* lwIP's deepest path takes a tenth */

static struct thread net_thread;

static void net_main(void *arg)
{
    static const struct wait_reason why = {.what = "frames", .external = true};

    (void)arg;
    for (;;) {
        uint32_t seen = __atomic_load_n(&net_thread_word, __ATOMIC_SEQ_CST);
        if (net_driven())
            wait_on(&net_thread_word, seen, TIMER_NEVER, &why);
        else
            net_drive(&net_thread_word, seen, TIMER_NEVER, &why);
    }
}

int net_thread_start(void)
{
    struct thread_params p = {.name = "net", .entry = net_main};
    struct stack *stack = stacks_alloc(STACK_SIZE, PAGE_SIZE);
    char *room = stack ? malloc(libc_tls_room()) : NULL;

    if (!room) {
        if (stack)
            stacks_free(stack);
        return -ENOMEM;
    }
    libc_share();
    stack->name = net_thread.name;
    p.pointer = libc_tls_make(room, tcb_canary());
    p.stack_guard = stack->guard;
    p.stack_start = stack->start;
    p.stack_top = stack->top;
    return thread_create(&net_thread, &p);
}
