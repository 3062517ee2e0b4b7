/*
 * malloc.c - malloc() and free(): small blocks are kept, newlib has the rest.
 *
 * newlib's allocator takes a hundred instructions and more a call. Most
 * programs free a small block and soon ask for one of the same size, so free()
 * keeps small blocks in a list a size, and malloc() looks there first. To
 * newlib a kept block is in use; what its other functions give and take is the
 * same kind of block. When memory is out the kept blocks go back.
 *
 * A block's size, of which the low bits are flags, stands in the word before
 * it, and is a multiple of 16 from 32 on [newlib mallocr.c "Chunk"]; it has
 * room for 8 bytes less. Each thread keeps its own blocks, so nothing is
 * locked here, only signals wait a moment; newlib locks its part, where there
 * are several threads. What a thread frees that another one allocated is kept
 * by who freed it.
 */
#include <malloc.h>
#include <reent.h>
#include <stdint.h>
#include <stdlib.h>

#include "kernel/base.h"
#include "kernel/mutex.h"
#include "kernel/page_alloc.h"
#include "libc/defer.h"
#include "libc/shared.h"
#include "libc/thread_end.h"

#define STEP       16
#define HEADER     8
#define SMALLEST   32
#define CLASSES    64 /* blocks with room for up to 1032 bytes */
#define KEPT_BYTES (64 * 1024)

#define TRIM_MAX   (64 * MIB)
#define TRIM_PART  16

struct kept {
    struct kept *next;
};

static _Thread_local struct kept *kept[CLASSES];
static _Thread_local size_t kept_bytes;

/* newlib gives memory back when so much is free at the heap's top. */
static size_t trim_threshold = 128 * KIB;

static struct mutex newlibs_part = MUTEX_INIT;

/* newlib calls these; it makes no thread in between. */
void __malloc_lock(struct _reent *reent)
{
    (void)reent;
    if (__libc_shared)
        mutex_lock(&newlibs_part);
}

void __malloc_unlock(struct _reent *reent)
{
    (void)reent;
    if (__libc_shared)
        mutex_unlock(&newlibs_part);
}

/* Handlers can only come where something is shared. */
static struct thread *defer(void)
{
    return __libc_shared ? libc_defer() : NULL;
}

static void allow(struct thread *t)
{
    if (t)
        libc_allow(t);
}

static void give_back_kept(void)
{
    struct thread *t = defer();

    for (size_t i = 0; i < CLASSES; i++) {
        while (kept[i]) {
            struct kept *block = kept[i];
            kept[i] = block->next;
            _free_r(_REENT, block);
        }
    }
    kept_bytes = 0;
    allow(t);
}

/* Called by pthread_exit(). */
void libc_malloc_end(void)
{
    if (kept_bytes > 0)
        give_back_kept();
}

static __attribute__((noinline)) void *from_newlib(size_t n)
{
    void *p = _malloc_r(_REENT, n);

    if (!p && kept_bytes > 0) {
        give_back_kept();
        p = _malloc_r(_REENT, n);
    }
    return p;
}

void *malloc(size_t n)
{
    size_t above = n + HEADER > SMALLEST ? n + HEADER - SMALLEST : 0;
    size_t class = (above + STEP - 1) / STEP;

    if (n > CLASSES * STEP || class >= CLASSES)
        return from_newlib(n);
    struct thread *t = defer();
    struct kept *block = kept[class];
    if (block) {
        kept[class] = block->next;
        kept_bytes -= SMALLEST + class * STEP;
    }
    allow(t);
    return block ? block : from_newlib(n);
}

/*
 * A program that frees a large block often asks for one again. The top is to
 * hold two of them, up to a part of RAM, before memory is given back: it is
 * mapped and zeroed anew each time.
 */
static __attribute__((noinline)) void to_newlib(void *p, size_t size)
{
    if (2 * size > __atomic_load_n(&trim_threshold, __ATOMIC_RELAXED)) {
        size_t max = page_total_count() * (4 * KIB) / TRIM_PART;
        size_t wish = MIN(2 * size, MIN(max, TRIM_MAX));
        if (wish > trim_threshold) {
            __atomic_store_n(&trim_threshold, wish, __ATOMIC_RELAXED);
            mallopt(M_TRIM_THRESHOLD, (int)wish);
        }
    }
    _free_r(_REENT, p);
}

void free(void *p)
{
    if (!p)
        return;
    size_t size = ((const size_t *)p)[-1] & ~(size_t)(STEP - 1);
    size_t class = (size - SMALLEST) / STEP;
    if (class >= CLASSES || kept_bytes + size > KEPT_BYTES) {
        to_newlib(p, size);
        return;
    }
    struct kept *block = p;
    if (block == kept[class])
        panic("free(%p): this block is free already", p);
    struct thread *t = defer();
    block->next = kept[class];
    kept[class] = block;
    kept_bytes += size;
    allow(t);
}
