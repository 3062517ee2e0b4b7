// expect: status 134
// says: killed by signal 15
/* raise_term.c - a deadly signal is a crash. */
#include <signal.h>

int main(void)
{
    return raise(SIGTERM);
}
