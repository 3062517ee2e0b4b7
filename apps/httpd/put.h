/*
 * put.h - text put together piece by piece.
 *
 * Each call writes at @to, no NUL behind it, and returns where the piece ends;
 * the caller has seen to the room. By printf() an answer's head would cost more
 * than all the rest of a request.
 */
#pragma once

#include <stddef.h>
#include <string.h>

/* put_part - @n bytes of @p. */
static inline char *put_part(char *to, const char *p, size_t n)
{
    memcpy(to, p, n);
    return to + n;
}

/* put_text - @text up to its NUL; the length of a constant costs nothing. */
static inline char *put_text(char *to, const char *text)
{
    return put_part(to, text, strlen(text));
}

/* put_number - @n in base 10, with zeros before it up to @digits digits. */
char *put_number(char *to, unsigned long long n, int digits);

/* put_hex - @n in base 16, lower case. */
char *put_hex(char *to, unsigned long long n);
