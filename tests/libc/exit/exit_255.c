// expect: status 255
/* exit_255.c - the largest status. */
#include <stdlib.h>

int main(void)
{
    exit(255);
}
