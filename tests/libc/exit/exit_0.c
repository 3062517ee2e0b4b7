// expect: status 0
/* exit_0.c - exit(0) is success. */
#include <stdlib.h>

int main(void)
{
    exit(0);
}
