/*
 * options.c - see options.h.
 */
#include "kernel/options.h"

#include "kernel/base.h"

#define SIZE_LIMIT (1024 * GIB)

static unsigned suffix_shift(char c)
{
    switch (c) {
    case 'K':
    case 'k':
        return 10;
    case 'M':
    case 'm':
        return 20;
    case 'G':
    case 'g':
        return 30;
    default:
        return 0;
    }
}

uint64_t options_size(const char *text)
{
    uint64_t size = 0;

    for (; *text >= '0' && *text <= '9'; text++) {
        size = size * 10 + (uint64_t)(*text - '0');
        if (size > SIZE_LIMIT)
            return 0;
    }
    unsigned shift = suffix_shift(*text);
    if (shift > 0)
        text++;
    return *text == '\0' && size <= SIZE_LIMIT >> shift ? size << shift : 0;
}

/* The length of @word if @text begins with it and ends or has a comma then,
 * else -1. */
static int match(const char *text, const char *word)
{
    int n = 0;

    for (; word[n]; n++) {
        if (text[n] != word[n])
            return -1;
    }
    return text[n] == '\0' || text[n] == ',' ? n : -1;
}

int options_find(const char *const *words, const char *text)
{
    for (int i = 0; words[i]; i++) {
        int n = match(text, words[i]);
        if (n >= 0 && text[n] == '\0')
            return i;
    }
    return -1;
}

bool options_has(const char *list, const char *word)
{
    for (const char *p = list; p; p++) {
        if (match(p, word) >= 0)
            return true;
        while (*p && *p != ',')
            p++;
        if (*p == '\0')
            break;
    }
    return false;
}
