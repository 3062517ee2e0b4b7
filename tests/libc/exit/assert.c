// expect: status 134
// says: assertion "one == 2" failed
/* assert.c - a failed assertion is a crash and says what failed. */
#include <assert.h>

int main(void)
{
    volatile int one = 1;

    assert(one == 2);
    return 0;
}
