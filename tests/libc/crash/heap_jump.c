// expect: status 134
// says: page fault: jump to 0x6
// says: lies in the heap: mapped rw-
// says: main+0x
/*
 * heap_jump.c - code in the heap is not run.
 */
#include <stdlib.h>
#include <string.h>

int main(void)
{
    unsigned char *volatile code = malloc(16);

    memset(code, 0xc3, 16); /* ret */
    ((void (*)(void))code)();
    return 0;
}
