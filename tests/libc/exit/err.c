// expect: status 9
// run: -o name=mine
// says: mine: no number: 42
// says: mine: cannot open it: No such file or directory
// says: mine: No such file or directory
// says: mine: last: Invalid argument
/* err.c - err() and its kin: name, text, reason, status. */
#include <err.h>
#include <errno.h>
#include <stddef.h>

int main(void)
{
    errno = ENOENT;
    warnx("no number: %d", 42);
    warn("cannot open %s", "it");
    warn(NULL);
    errno = EINVAL;
    err(9, "%s", "last");
}
