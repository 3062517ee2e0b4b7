// expect: status 134
// says: abort
/* abort.c - abort() is a crash. */
#include <stdlib.h>

int main(void)
{
    abort();
}
