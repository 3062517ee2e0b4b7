/*
 * progname.c - getprogname(), as the BSDs have it.
 */
#include "libc/progname.h"

#include <stdlib.h>
#include <string.h>

const char *getprogname(void)
{
    const char *slash = strrchr(libc_progname, '/');

    return slash ? slash + 1 : libc_progname;
}
