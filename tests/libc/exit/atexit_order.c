// expect: status 9
/*
 * atexit_order.c - last registered runs first; destructors come after all of
 * them; more functions than newlib's first table holds.
 */
#include <stdlib.h>
#include <unistd.h>

static int ran, wrong;

static void first_registered(void)
{
    if (ran != 41)
        wrong = 1;
    ran++;
}

static void counted(void)
{
    ran++;
}

static void last_registered(void)
{
    if (ran != 0)
        wrong = 1;
    ran++;
}

__attribute__((destructor)) static void verdict(void)
{
    _exit(!wrong && ran == 42 ? 9 : 1);
}

int main(void)
{
    atexit(first_registered);
    for (int i = 0; i < 40; i++)
        atexit(counted);
    atexit(last_registered);
    return 2;
}
