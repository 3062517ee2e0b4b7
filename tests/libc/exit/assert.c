// expect: status 134 crash assertion "one == 2" failed
#include <assert.h>

int main(void)
{
    volatile int one = 1;

    assert(one == 2);
    return 0;
}
