// expect: status 4
/* underscore_exit.c - _exit() runs no atexit() function. */
#include <stdlib.h>
#include <unistd.h>

static void not_me(void)
{
    _exit(5);
}

int main(void)
{
    atexit(not_me);
    _exit(4);
}
