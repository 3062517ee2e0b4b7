// expect: status 134
// says: page fault: read of 0x8 at main+0x
/*
 * null_read.c - a member of a structure that is not there.
 */
#include <stddef.h>

struct pair {
    long first, second;
};

int main(void)
{
    struct pair *volatile p = NULL;

    return (int)p->second;
}
