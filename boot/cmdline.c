/*
 * cmdline.c - split the command line in place.
 *
 * Unquoting never makes text longer, and each word but the last is followed by
 * a blank, so the NUL-terminated words fit where the text was: the writing
 * position never passes the reading position.  Words that mean nothing are not
 * kept.  The order of words is, so those behind `--` are one run at the end.
 */
#include "boot/cmdline.h"

#include <stddef.h>

#define OPTION "pith."
#define DEVICE "virtio_mmio.device="

struct scan {
    const char *text, *in;
    char *out;
    bool quoted; /* the word just read had a quote or a backslash in it */
};

/* Sets of characters, one bit each: an answer without a branch. */
struct char_set {
    uint64_t bits[4];
};
#define BIT(c) (1ULL << ((c) % 64))

#define BLANKS                                                                 \
    (BIT(' ') | BIT('\t') | BIT('\n') | BIT('\v') | BIT('\f') | BIT('\r'))

static const struct char_set blanks = {{BLANKS, 0, 0, 0}};
static const struct char_set word_ends = {{BLANKS | BIT('\0'), 0, 0, 0}};
static const struct char_set not_plain = {
    {BLANKS | BIT('\0') | BIT('"') | BIT('\''), BIT('\\'), 0, 0}};
static const struct char_set name_characters = {
    {0x3ffULL << '0', /* 0-9 */
     0x3ffffffULL << ('A' - 64) | 0x3ffffffULL << ('a' - 64) | BIT('_'), 0, 0}};

static bool has(const struct char_set *set, char c)
{
    uint8_t byte = c;

    return set->bits[byte / 64] >> (byte % 64) & 1;
}

/* The text behind @prefix, or NULL if @s does not begin with it. */
static char *behind(char *s, const char *prefix)
{
    while (*prefix) {
        if (*s++ != *prefix++)
            return NULL;
    }
    return s;
}

/* Most words differ in the first letter, so that is asked for on the spot. */
#define ALWAYS_INLINE inline __attribute__((always_inline))

static ALWAYS_INLINE char *device_value(char *word)
{
    return *word == 'v' ? behind(word, DEVICE) : NULL;
}

static ALWAYS_INLINE char *option_name(char *word)
{
    return *word == 'p' ? behind(word, OPTION) : NULL;
}

static char *next_word(char *word)
{
    while (*word++)
        ;
    return word;
}

/* Does @word begin with a name and `=`? */
static bool is_variable(const char *word)
{
    const char *p = word;

    while (has(&name_characters, *p))
        p++;
    return *p == '=' && p > word && (*word < '0' || *word > '9');
}

/* In double quotes a backslash is special before these [POSIX XCU 2.2.3]. */
static bool escapes_in_double(char c)
{
    return c == '"' || c == '\\' || c == '$' || c == '`' || c == '\n';
}

/* At a quote: copy what is in it.  The copy may overwrite the quote itself. */
static int copy_quoted(struct scan *scan, struct boot_error *err)
{
    uint64_t position = scan->in - scan->text;
    char quote = *scan->in++;

    for (; *scan->in != quote; scan->in++) {
        if (quote == '"' && *scan->in == '\\' &&
            escapes_in_double(scan->in[1])) {
            if (*++scan->in == '\n')
                continue;
        }
        if (*scan->in == '\0') {
            return boot_fail(err, BOOT_CMDLINE_QUOTE,
                             quote == '"' ? "double quote" : "single quote",
                             position, 0, 0);
        }
        *scan->out++ = *scan->in;
    }
    scan->in++;
    scan->quoted = true;
    return 0;
}

/* At a backslash outside quotes. */
static void copy_escaped(struct scan *scan)
{
    char c = scan->in[1];

    scan->quoted = true;
    scan->in += c ? 2 : 1;
    if (c != '\n')
        *scan->out++ = c ? c : '\\';
}

static void skip_blanks(struct scan *scan)
{
    for (;;) {
        while (has(&blanks, *scan->in))
            scan->in++;
        if (scan->in[0] == '\\' && scan->in[1] == '\n')
            scan->in += 2;
        else
            return;
    }
}

/* At a quote or backslash: copy what it quotes. */
static int copy_special(struct scan *scan, struct boot_error *err)
{
    if (*scan->in != '\\')
        return copy_quoted(scan, err);
    copy_escaped(scan);
    return 0;
}

/* Copy one word, which begins here, and its NUL. */
static int copy_word(struct scan *scan, struct boot_error *err)
{
    int rc = 0;

    scan->quoted = false;
    for (;;) {
        while (!has(&not_plain, *scan->in))
            *scan->out++ = *scan->in++;
        if (has(&word_ends, *scan->in))
            break;
        rc = copy_special(scan, err);
        if (rc)
            return rc;
    }
    /* The NUL may fall on the blank just seen, so step over that first. */
    scan->in += *scan->in != '\0';
    *scan->out++ = '\0';
    return 0;
}

/* Count a word; false if it means nothing and need not be kept. */
static bool count_word(struct cmdline *cl, char *word)
{
    if (device_value(word))
        cl->nr_devices++;
    else if (cl->args)
        cl->argc++;
    else if (option_name(word))
        cl->nr_options++;
    else if (is_variable(word))
        cl->envc++;
    else
        return false;
    return true;
}

static bool is_separator(const struct scan *scan, const char *word)
{
    bool bare = (scan->out - word == 3) & !scan->quoted;

    return bare && word[0] == '-' && word[1] == '-';
}

int cmdline_parse(char *text, struct cmdline *out, struct boot_error *err)
{
    struct scan scan = {text, text, text, false};

    *out = (struct cmdline){.argc = 1, .words = text};
    while (text) {
        skip_blanks(&scan);
        if (*scan.in == '\0')
            break;

        char *word = scan.out;
        int rc = copy_word(&scan, err);

        if (rc)
            return rc;
        if (!out->args && is_separator(&scan, word))
            out->args = scan.out = word;
        else if (!count_word(out, word))
            scan.out = word;
    }
    out->end = scan.out;
    if (!out->args)
        out->args = out->end;
    if (out->envc > CMDLINE_ENV_MAX) {
        return boot_fail(err, BOOT_CMDLINE_ENV_MANY, NULL, out->envc,
                         CMDLINE_ENV_MAX, 0);
    }
    return 0;
}

/* Put @word into @envp, in the place of an equal KEY or at the end. */
static unsigned set_variable(char **envp, unsigned n, char *word)
{
    unsigned i;

    for (i = 0; i < n; i++) {
        const char *a = envp[i], *b = word;

        while (*a == *b && *a != '=')
            a++, b++;
        if (*a == *b)
            break;
    }
    envp[i] = word;
    return i == n ? n + 1 : n;
}

unsigned cmdline_fill(const struct cmdline *cl, char *name, char **argv,
                      char **envp)
{
    char *given = (char *)cmdline_option(cl, "name");
    unsigned n = 0;

    *argv++ = given ? given : name;
    for (char *w = cl->words; w < cl->end; w = next_word(w)) {
        if (device_value(w))
            continue;
        if (w >= cl->args)
            *argv++ = w;
        else if (!option_name(w))
            n = set_variable(envp, n, w);
    }
    *argv = NULL;
    envp[n] = NULL;
    return n;
}

const char *cmdline_option(const struct cmdline *cl, const char *name)
{
    const char *value = NULL;

    if (cl->nr_options == 0)
        return NULL;
    for (char *w = cl->words; w < cl->args; w = next_word(w)) {
        char *rest = option_name(w);

        if (rest)
            rest = behind(rest, name);
        if (rest && *rest == '=')
            value = rest + 1;
        else if (rest && *rest == '\0')
            value = rest;
    }
    return value;
}

const char *cmdline_device(const struct cmdline *cl, const char *previous)
{
    char *w = previous ? next_word((char *)previous) : cl->words;

    if (cl->nr_devices == 0)
        return NULL;
    for (; w < cl->end; w = next_word(w)) {
        char *value = device_value(w);

        if (value)
            return value;
    }
    return NULL;
}
