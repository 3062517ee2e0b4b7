// expect: status 9
// says: at exit
/*
 * exit_from_thread.c - exit() in a thread ends the program while others wait.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static void at_exit(void)
{
    puts("at exit");
}

static void *leave(void *arg)
{
    (void)arg;
    exit(9);
}

int main(void)
{
    pthread_t id;

    atexit(at_exit);
    if (pthread_create(&id, NULL, leave, NULL))
        return 1;
    pthread_join(id, NULL);
    return 2;
}
