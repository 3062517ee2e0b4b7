/*
 * words.c - a list of strings, and how to quote one.
 */
#include "tools/pith/words.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static void *check_memory(void *p)
{
    if (p)
        return p;
    fputs("pith: out of memory\n", stderr);
    exit(125);
}

void words_add(struct words *words, const char *format, ...)
{
    size_t bytes = (words->count + 2) * sizeof(words->word[0]);
    char *text = NULL;
    va_list args;

    va_start(args, format);
    if (vasprintf(&text, format, args) < 0)
        text = NULL;
    va_end(args);
    words->word = check_memory(realloc(words->word, bytes));
    words->word[words->count++] = check_memory(text);
    words->word[words->count] = NULL;
}

void words_free(struct words *words)
{
    for (size_t i = 0; i < words->count; i++)
        free(words->word[i]);
    free(words->word);
    *words = (struct words){0};
}

char *double_commas(const char *text)
{
    char *copy = check_memory(malloc(2 * strlen(text) + 1)), *to = copy;

    for (; *text; text++) {
        *to++ = *text;
        if (*text == ',')
            *to++ = ',';
    }
    *to = '\0';
    return copy;
}

void quote_word(FILE *out, const char *word)
{
    static const char harmless[] = "abcdefghijklmnopqrstuvwxyz"
                                   "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                   "0123456789_-+./,:=@%";

    if (*word && word[strspn(word, harmless)] == '\0') {
        fputs(word, out);
        return;
    }
    fputc('\'', out);
    for (; *word; word++) {
        if (*word == '\'')
            fputs("'\\''", out);
        else
            fputc(*word, out);
    }
    fputc('\'', out);
}
