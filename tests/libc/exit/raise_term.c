// expect: status 143
// says: killed by signal 15
/* raise_term.c - a deadly signal ends the program as a shell would say. */
#include <signal.h>

int main(void)
{
    return raise(SIGTERM);
}
