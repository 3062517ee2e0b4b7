/*
 * strchr.c - the first such character of a string.
 */
#define _GNU_SOURCE
#include <string.h>
#include <strings.h>

#include "libc/string/find.h"

char *strchrnul(const char *s, int c)
{
    return (char *)find_byte(s, FIND_NO_END, c, 1);
}

char *strchr(const char *s, int c)
{
    char *found = strchrnul(s, c);

    return *found == (char)c ? found : NULL;
}

char *index(const char *s, int c)
{
    return strchr(s, c);
}
