/*
 * atexit.c - the list behind atexit(), on_exit() and C++'s destructors.
 *
 * newlib's holds 32 functions and then refuses; this one grows. It grows by
 * pages, so that malloc() stays out of a program that does without.
 */
#include <stddef.h>

#include "libc/held.h"
#include "libc/pages.h"

#define BLOCK_ENTRIES 32 /* what C promises [C 7.22.4.2] */

/* How newlib's callers tell them apart [newlib stdlib/atexit.h]. */
enum type { TYPE_ATEXIT, TYPE_ON_EXIT, TYPE_CXA };

struct entry {
    enum type type;
    void (*fn)(void); /* NULL: has run */
    void *arg, *dso;
};

struct block {
    struct block *older;
    unsigned count;
    struct entry entries[BLOCK_ENTRIES];
};

int __register_exitproc(int type, void (*fn)(void), void *arg, void *dso);
void __call_exitprocs(int status, void *dso);

/* What C++ passes to say "this program"; the linker wants it defined. */
void *__dso_handle;

static struct block first;
static struct block *newest = &first;
static struct mutex lock, exiting;

static int add_block(void)
{
    struct block *block = libc_pages(sizeof(*block));

    if (!block)
        return -1;
    block->older = newest;
    newest = block;
    return 0;
}

int __register_exitproc(int type, void (*fn)(void), void *arg, void *dso)
{
    LIBC_HELD(&lock);

    if (newest->count == BLOCK_ENTRIES && add_block())
        return -1;
    newest->entries[newest->count++] =
        (struct entry){(enum type)type, fn, arg, dso};
    return 0;
}

static void call(const struct entry *entry, int status)
{
    if (entry->type == TYPE_ATEXIT)
        entry->fn();
    else if (entry->type == TYPE_ON_EXIT)
        ((void (*)(int, void *))entry->fn)(status, entry->arg);
    else
        ((void (*)(void *))entry->fn)(entry->arg);
}

/* So that the search for the next one does not pass over what has run. */
static void drop_the_done(void)
{
    while (newest->count > 0 && !newest->entries[newest->count - 1].fn) {
        newest->count--;
        if (newest->count == 0 && newest->older)
            newest = newest->older;
    }
}

/* Takes the newest entry of @dso, or of any if that is NULL, off the list. */
static int take(void *dso, struct entry *taken)
{
    LIBC_HELD(&lock);

    for (struct block *block = newest; block; block = block->older) {
        for (unsigned i = block->count; i-- > 0;) {
            struct entry *entry = &block->entries[i];
            if (!entry->fn || (dso && entry->dso != dso))
                continue;
            *taken = *entry;
            entry->fn = NULL;
            drop_the_done();
            return 1;
        }
    }
    return 0;
}

/*
 * Looks from the newest again after each call, because a function may have
 * registered another, or called exit().
 */
void __call_exitprocs(int status, void *dso)
{
    struct entry entry;

    if (!dso)
        mutex_lock(&exiting); /* another thread's exit() never returns */
    while (take(dso, &entry))
        call(&entry, status);
}
