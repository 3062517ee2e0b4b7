/*
 * uname.c - the names of the system and of this machine.
 */
#include <errno.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#define NODE "pith"

int uname(struct utsname *name)
{
    *name = (struct utsname){
        .sysname = "pith",
        .nodename = NODE,
        .release = "0",
        .version = "0",
        .machine = "x86_64",
    };
    return 0;
}

int gethostname(char *buf, size_t len)
{
    if (len < sizeof(NODE)) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(buf, NODE, sizeof(NODE));
    return 0;
}
