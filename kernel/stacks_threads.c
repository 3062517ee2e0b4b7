/*
 * stacks_threads.c - stacks of threads, made and freed as the program runs.
 *
 * They lie in a range of addresses of their own, in a list by address; a new
 * one takes the first gap that holds it and its guard. Pages come from
 * anywhere, in as few runs as there are.
 */
#include "arch/x86/page.h"
#include "kernel/base.h"
#include "kernel/mutex.h"
#include "kernel/page_alloc.h"
#include "kernel/stacks.h"

static struct mutex lock = MUTEX_INIT;
static struct stack *first;

static uint64_t end_of(const struct stack *s)
{
    return ALIGN_UP((uint64_t)(s + 1), PAGE_SIZE);
}

/* How much from @start on is mapped to memory without a gap, at *@paddr. */
static uint64_t mapped_run(uint64_t start, uint64_t end, uint64_t *paddr)
{
    uint64_t at = start;
    struct paging_entry e;

    while (at < end && paging_lookup(at, &e)) {
        if (at == start)
            *paddr = e.paddr;
        else if (e.paddr != *paddr + (at - start))
            break;
        at += e.size;
    }
    return at - start;
}

/* Takes what is mapped in [@start, @end) out, and frees it. All CPUs are told
 * of each run and wait for it, so runs are as long as they can be. */
static void release(uint64_t start, uint64_t end)
{
    uint64_t paddr = 0, len;

    for (; (len = mapped_run(start, end, &paddr)) > 0; start += len) {
        paging_unmap(start, len);
        page_free(paddr, len / PAGE_SIZE);
    }
}

/* The longest run of at most @want pages, by halving; 0: none. */
static uint64_t take_run(uint64_t want, uint64_t *paddr)
{
    for (; want > 0; want /= 2) {
        if (page_alloc(want, 1, PAGE_HIGH_FIRST, PAGE_ANY_ADDRESS, paddr) == 0)
            return want;
    }
    return 0;
}

static bool back(uint64_t start, uint64_t end)
{
    uint64_t at = start, paddr;

    while (at < end) {
        uint64_t n = take_run((end - at) / PAGE_SIZE, &paddr);

        if (n > 0 && paging_map(at, paddr, n * PAGE_SIZE, PAGING_W) != 0) {
            paging_unmap(at, n * PAGE_SIZE);
            page_free(paddr, n);
            n = 0;
        }
        if (n == 0) {
            release(start, at);
            return false;
        }
        at += n * PAGE_SIZE;
    }
    return true;
}

/* The link after which a gap of @len bytes begins, at *@at; NULL: none. */
static struct stack **find_gap(uint64_t len, uint64_t *at)
{
    struct stack **link = &first;

    *at = PAGING_THREADS_BASE;
    for (; *link && (*link)->guard - *at < len; link = &(*link)->next)
        *at = end_of(*link);
    return PAGING_THREADS_LIMIT - *at < len ? NULL : link;
}

static struct stack *alloc_locked(uint64_t size, uint64_t guard)
{
    uint64_t at, len = guard + size;
    struct stack **link = find_gap(len, &at);

    if (!link || size / PAGE_SIZE > page_free_count() ||
        !back(at + guard, at + len))
        return NULL;
    struct stack *s = (struct stack *)(at + len) - 1;
    *s = (struct stack){
        .name = "",
        .guard = at,
        .start = at + guard,
        .top = (uint64_t)s,
        .next = *link,
    };
    *link = s;
    return s;
}

struct stack *stacks_alloc(uint64_t size, uint64_t guard)
{
    uint64_t max = PAGING_THREADS_LIMIT - PAGING_THREADS_BASE;

    if (size > max || guard > max)
        return NULL;
    mutex_lock(&lock);
    struct stack *s =
        alloc_locked(ALIGN_UP(size + sizeof(struct stack), PAGE_SIZE),
                     ALIGN_UP(guard, PAGE_SIZE));
    mutex_unlock(&lock);
    return s;
}

void stacks_free(struct stack *s)
{
    uint64_t start = s->start, end = end_of(s);
    struct stack **link = &first;

    mutex_lock(&lock);
    while (*link != s)
        link = &(*link)->next;
    *link = s->next;
    release(start, end);
    mutex_unlock(&lock);
}

/* For reports of crashes: it may find the list half changed, never broken. */
const struct stack *stacks_find_thread(uint64_t addr)
{
    for (const struct stack *s = first; s; s = s->next) {
        if (addr >= s->guard && addr < end_of(s))
            return s;
    }
    return NULL;
}
