/*
 * c11.c - <threads.h> on top of <pthread.h>.
 */
#include <errno.h>
#include <threads.h>

#include "libc/pthread/internal.h"

static int result_of(int err)
{
    switch (err) {
    case 0:
        return thrd_success;
    case EBUSY:
        return thrd_busy;
    case ETIMEDOUT:
        return thrd_timedout;
    case ENOMEM:
    case EAGAIN:
        return thrd_nomem;
    default:
        return thrd_error;
    }
}

int thrd_create(thrd_t *id, thrd_start_t start, void *arg)
{
    struct pthread *p;
    int err = libc_pthread_create(&p, NULL, NULL, start, arg);

    if (!err)
        *id = (thrd_t)p;
    return result_of(err);
}

thrd_t thrd_current(void)
{
    return pthread_self();
}

int thrd_equal(thrd_t a, thrd_t b)
{
    return pthread_equal(a, b);
}

int thrd_detach(thrd_t id)
{
    return result_of(pthread_detach(id));
}

int thrd_join(thrd_t id, int *result)
{
    void *value;
    int err = pthread_join(id, &value);

    if (!err && result)
        *result = (int)(intptr_t)value;
    return result_of(err);
}

void thrd_exit(int result)
{
    pthread_exit((void *)(intptr_t)result);
}

void thrd_yield(void)
{
    thread_yield();
}

/* C11: 0, -1 if a signal came, less for other errors. */
int thrd_sleep(const struct timespec *time, struct timespec *left)
{
    if (nanosleep(time, left) == 0)
        return 0;
    return errno == EINTR ? -1 : -2;
}

int mtx_init(mtx_t *m, int type)
{
    if (type & ~(mtx_plain | mtx_recursive | mtx_timed))
        return thrd_error;
    *m = (mtx_t)PTHREAD_MUTEX_INITIALIZER;
    if (type & mtx_recursive)
        *m = (mtx_t)PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
    return thrd_success;
}

void mtx_destroy(mtx_t *m)
{
    pthread_mutex_destroy(m);
}

int mtx_lock(mtx_t *m)
{
    return result_of(pthread_mutex_lock(m));
}

int mtx_trylock(mtx_t *m)
{
    return result_of(pthread_mutex_trylock(m));
}

int mtx_timedlock(mtx_t *restrict m, const struct timespec *restrict time)
{
    return result_of(pthread_mutex_timedlock(m, time));
}

int mtx_unlock(mtx_t *m)
{
    return result_of(pthread_mutex_unlock(m));
}

int cnd_init(cnd_t *c)
{
    return result_of(pthread_cond_init(c, NULL));
}

void cnd_destroy(cnd_t *c)
{
    pthread_cond_destroy(c);
}

int cnd_wait(cnd_t *c, mtx_t *m)
{
    return result_of(pthread_cond_wait(c, m));
}

int cnd_timedwait(cnd_t *restrict c, mtx_t *restrict m,
                  const struct timespec *restrict time)
{
    return result_of(pthread_cond_timedwait(c, m, time));
}

int cnd_signal(cnd_t *c)
{
    return result_of(pthread_cond_signal(c));
}

int cnd_broadcast(cnd_t *c)
{
    return result_of(pthread_cond_broadcast(c));
}

void call_once(once_flag *once, void (*init)(void))
{
    pthread_once(once, init);
}

int tss_create(tss_t *key, tss_dtor_t destructor)
{
    return result_of(pthread_key_create(key, destructor));
}

void tss_delete(tss_t key)
{
    pthread_key_delete(key);
}

void *tss_get(tss_t key)
{
    return pthread_getspecific(key);
}

int tss_set(tss_t key, void *value)
{
    return result_of(pthread_setspecific(key, value));
}
