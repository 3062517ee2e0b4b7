/*
 * guest_line.c - the command line the guest is given.
 *
 * KEY=VALUE ... pith.NAME=VALUE ... -- ARGUMENT ..., each word quoted, so that
 * boot/cmdline.c returns the same bytes.
 */
#include "tools/pith/guest_line.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

bool guest_line_env_ok(const char *word)
{
    if (!isalpha((unsigned char)*word) && *word != '_')
        return false;
    while (isalnum((unsigned char)*word) || *word == '_')
        word++;
    return *word == '=';
}

bool guest_line_arg_ok(const char *word)
{
    /* QEMU microvm and Firecracker append such words for drivers. */
    static const char reserved[] = "virtio_mmio.device=";

    return strncmp(word, reserved, sizeof(reserved) - 1) != 0;
}

char *guest_line_make(const struct words *env, const struct words *options,
                      char *const *args)
{
    struct words full = {0};
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    if (!out)
        abort();
    for (size_t i = 0; i < env->count; i++) {
        quote_word(out, env->word[i]);
        fputc(' ', out);
    }
    for (size_t i = 0; i < options->count; i++) {
        words_add(&full, "pith.%s", options->word[i]);
        quote_word(out, full.word[i]);
        fputc(' ', out);
    }
    words_free(&full);
    fputs("--", out);
    for (; *args; args++) {
        fputc(' ', out);
        quote_word(out, *args);
    }
    if (fclose(out) != 0)
        abort();
    return text;
}
