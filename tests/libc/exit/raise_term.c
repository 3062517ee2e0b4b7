// expect: status 134 crash killed by signal 15
#include <signal.h>

int main(void)
{
    return raise(SIGTERM);
}
