/*
 * strlen.c - the length of a string.
 */
#define _GNU_SOURCE
#include <string.h>

#include "libc/string/find.h"

size_t strlen(const char *s)
{
    return (size_t)(find_byte(s, FIND_NO_END, '\0', 0) - s);
}
