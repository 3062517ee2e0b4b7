// expect: status 3
// run: -o name=mine
// says: mine: the end
/* errx.c - errx() says its text and no reason. */
#include <err.h>

int main(void)
{
    errx(3, "the %s", "end");
}
