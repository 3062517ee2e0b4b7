// expect: status 134
// says: interrupt 0x30 delivered while interrupts are off, at 0x
// says: main+0x
/*
 * interrupt_off.c - an interrupt comes that the CPU should have held back.
 */
#include <pthread.h>

static void *nothing(void *arg)
{
    return arg;
}

int main(void)
{
    pthread_t id;

    /* threads have interrupts turned on */
    if (pthread_create(&id, NULL, nothing, NULL) == 0)
        pthread_join(id, NULL);
    asm volatile("cli; int $0x30" ::: "memory");
    return 0;
}
