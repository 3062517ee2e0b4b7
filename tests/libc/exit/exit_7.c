// expect: status 7
/* exit_7.c - the status reaches the host. */
#include <stdlib.h>

int main(void)
{
    exit(7);
}
