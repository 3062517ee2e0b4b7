// expect: status 0
// says: the last word
/*
 * pthread_exit_main.c - the program goes on when main() has ended its thread,
 * and ends with status 0 after the last one.
 */
#include <pthread.h>
#include <sched.h>
#include <stdio.h>

static pthread_t main_id;

static void *speak(void *arg)
{
    pthread_join(main_id, NULL);
    for (int i = 0; i < 100; i++)
        sched_yield();
    puts("the last word");
    return arg;
}

int main(void)
{
    pthread_t id;

    main_id = pthread_self();
    if (pthread_create(&id, NULL, speak, NULL) || pthread_detach(id))
        return 1;
    pthread_exit(NULL);
}
