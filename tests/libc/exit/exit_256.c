// expect: status 0
/* exit_256.c - only the low eight bits count, as everywhere. */
#include <stdlib.h>

int main(void)
{
    exit(256);
}
