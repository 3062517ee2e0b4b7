/*
 * record.c - memory of threads: stack, record, thread-local variables.
 *
 * Making a mapping costs page tables, and taking one away a round to all
 * CPUs, so up to KEPT_MAX records of threads that have ended, of the default
 * size, wait for the next thread. What is not kept is freed by the next call
 * that may block, because a thread's end may not.
 */
#include <errno.h>
#include <limits.h>

#include "kernel/base.h"
#include "kernel/boot.h"
#include "kernel/options.h"
#include "kernel/page_alloc.h"
#include "kernel/spinlock.h"
#include "libc/pthread/internal.h"
#include "libc/tls.h"

#define KEPT_MAX     16
#define RECORD_ALIGN 64

#define DEFAULT_MIN  (64 * KIB)
#define DEFAULT_MAX  (256 * KIB)
#define RAM_PART     512 /* the default stack is this part of RAM */

/* A thread with its stack must fit what a program brings. */
#define OWN_STACK_MIN (4 * KIB)

static struct spinlock lock = SPINLOCK_INIT(SPIN_LEAF);
static struct pthread *kept, *doomed;
static unsigned kept_count;

static size_t choose_stack_size(void)
{
    const char *option = boot_option("thread-stack");
    uint64_t size = option ? options_size(option) : 0;

    if (option && (size < PTHREAD_STACK_MIN || size > GIB))
        refuse("pith.thread-stack=%s is not a size from 16K to 1G", option);
    if (!option)
        size = MAX(MIN(page_total_count() * PAGE_SIZE / RAM_PART, DEFAULT_MAX),
                   DEFAULT_MIN);
    return ALIGN_UP(size, PAGE_SIZE);
}

size_t libc_pthread_stack_size(void)
{
    static size_t size;

    if (!size)
        size = choose_stack_size();
    return size;
}

/* The record and the variables lie at the top of the stack's memory. */
static struct pthread *place(uint64_t start, uint64_t top)
{
    uint64_t room = ALIGN_DOWN(top - libc_tls_room(), RECORD_ALIGN);
    uint64_t record = ALIGN_DOWN(room - sizeof(struct pthread), RECORD_ALIGN);
    struct pthread *p = (struct pthread *)record;

    p->tls_room = (char *)room;
    p->stack_start = start;
    return p;
}

static size_t overhead(void)
{
    return libc_tls_room() + sizeof(struct pthread) + 2 * RECORD_ALIGN;
}

static struct pthread *take_kept(void)
{
    uint64_t flags = spin_lock(&lock);
    struct pthread *p = kept;

    if (p) {
        kept = p->next;
        kept_count--;
    }
    spin_unlock(&lock, flags);
    return p;
}

static int make(size_t size, size_t guard, struct pthread **out)
{
    struct stack *stack;

    libc_pthread_trim();
    stack = stacks_alloc(size + overhead(), guard);
    if (!stack)
        return EAGAIN;
    *out = place(stack->start, stack->top);
    (*out)->stack = stack;
    stack->name = (*out)->own.name;
    return 0;
}

static int use_own(const pthread_attr_t *attr, struct pthread **out)
{
    uint64_t start = (uintptr_t)attr->stackaddr;

    if (attr->stacksize < overhead() + OWN_STACK_MIN)
        return EINVAL;
    *out = place(start, ALIGN_DOWN(start + attr->stacksize, RECORD_ALIGN));
    (*out)->stack = NULL;
    return 0;
}

int libc_pthread_get(const pthread_attr_t *attr, struct pthread **out)
{
    size_t size = libc_pthread_stack_size(), guard = LIBC_PTHREAD_GUARD;

    if (attr && attr->stackaddr)
        return use_own(attr, out);
    if (attr && attr->stacksize)
        size = attr->stacksize;
    if (attr)
        guard = attr->guardsize;
    bool fits =
        size == libc_pthread_stack_size() && guard == LIBC_PTHREAD_GUARD;
    *out = fits ? take_kept() : NULL;
    if (*out)
        return 0;
    int err = make(size, guard, out);
    if (!err)
        (*out)->default_size = fits;
    return err;
}

void libc_pthread_put(struct pthread *p)
{
    if (!p->stack)
        return;
    uint64_t flags = spin_lock(&lock);
    bool keep = p->default_size && kept_count < KEPT_MAX;
    struct pthread **list = keep ? &kept : &doomed;

    kept_count += keep;
    p->next = *list;
    *list = p;
    spin_unlock(&lock, flags);
}

void libc_pthread_trim(void)
{
    if (!__atomic_load_n(&doomed, __ATOMIC_RELAXED))
        return;
    uint64_t flags = spin_lock(&lock);
    struct pthread *p = doomed;

    doomed = NULL;
    spin_unlock(&lock, flags);
    while (p) {
        struct pthread *next = p->next;
        stacks_free(p->stack);
        p = next;
    }
}
