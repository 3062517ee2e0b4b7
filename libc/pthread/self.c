/*
 * self.c - who a thread is: pthread_self(), pthread_equal().
 */
#include "libc/pthread/internal.h"

struct pthread libc_main_pthread = {.thread = &main_thread};

pthread_t pthread_self(void)
{
    return (pthread_t)libc_pthread_self();
}

int pthread_equal(pthread_t a, pthread_t b)
{
    return a == b;
}
