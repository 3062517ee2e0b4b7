/*
 * keys.c - thread-specific data with destructors.
 *
 * A thread's values come from malloc() with its first one. A value counts
 * only for the use of the key that it was set in: pthread_key_delete() need
 * not visit other threads then.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>

#include "libc/pthread/internal.h"
#include "libc/thread_end.h"

/* A key's use is odd while the key exists. */
#define EXISTS(use) ((use) % 2 == 1)

static struct key {
    uint32_t use;
    void (*destructor)(void *);
} keys[PTHREAD_KEYS_MAX];

struct value {
    const void *value;
    uint32_t use; /* of the key, when it was set */
};

static _Thread_local struct value *values;

int pthread_key_create(pthread_key_t *key, void (*destructor)(void *))
{
    for (uint32_t i = 0; i < PTHREAD_KEYS_MAX; i++) {
        uint32_t use = __atomic_load_n(&keys[i].use, __ATOMIC_RELAXED);

        if (EXISTS(use) ||
            !__atomic_compare_exchange_n(&keys[i].use, &use, use + 1, false,
                                         __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
            continue;
        __atomic_store_n(&keys[i].destructor, destructor, __ATOMIC_RELEASE);
        *key = i;
        return 0;
    }
    return EAGAIN;
}

/* The use of @key, or 0 if there is no such key. */
static uint32_t use_of(pthread_key_t key)
{
    uint32_t use = key < PTHREAD_KEYS_MAX
                       ? __atomic_load_n(&keys[key].use, __ATOMIC_ACQUIRE)
                       : 0;

    return EXISTS(use) ? use : 0;
}

int pthread_key_delete(pthread_key_t key)
{
    uint32_t use = use_of(key);

    if (!use)
        return EINVAL;
    __atomic_store_n(&keys[key].destructor, NULL, __ATOMIC_RELAXED);
    __atomic_store_n(&keys[key].use, use + 1, __ATOMIC_RELEASE);
    return 0;
}

void *pthread_getspecific(pthread_key_t key)
{
    uint32_t use = use_of(key);

    if (!use || !values || values[key].use != use)
        return NULL;
    return (void *)(uintptr_t)values[key].value;
}

int pthread_setspecific(pthread_key_t key, const void *value)
{
    uint32_t use = use_of(key);

    if (!use)
        return EINVAL;
    if (!values) {
        if (!value)
            return 0;
        values = calloc(PTHREAD_KEYS_MAX, sizeof(*values));
        if (!values)
            return ENOMEM;
    }
    values[key] = (struct value){value, use};
    return 0;
}

/* Whether a destructor was called: it may have set values anew. */
static bool destroy_round(void)
{
    bool called = false;

    for (uint32_t i = 0; i < PTHREAD_KEYS_MAX; i++) {
        void *value = values[i].value ? pthread_getspecific(i) : NULL;
        void (*destructor)(void *) =
            __atomic_load_n(&keys[i].destructor, __ATOMIC_ACQUIRE);

        values[i].value = NULL;
        if (!value || !destructor)
            continue;
        destructor(value);
        called = true;
    }
    return called;
}

/* Called by pthread_exit(). */
void libc_keys_end(void)
{
    for (int i = 0; values && i < PTHREAD_DESTRUCTOR_ITERATIONS; i++) {
        if (!destroy_round())
            break;
    }
    free(values);
    values = NULL;
}
