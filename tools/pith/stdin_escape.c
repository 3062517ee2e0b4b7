/*
 * stdin_escape.c - any bytes through the guest's console input.
 */
#include "tools/pith/stdin_escape.h"

#define STDIN_QUOTE 0x16

size_t stdin_escape(const char *in, size_t n, char *out)
{
    size_t length = 0;

    for (size_t i = 0; i < n; i++) {
        if (in[i] == STDIN_END || in[i] == STDIN_QUOTE)
            out[length++] = STDIN_QUOTE;
        out[length++] = in[i];
    }
    return length;
}
