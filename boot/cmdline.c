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

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
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

static char *next_word(char *word)
{
    while (*word)
        word++;
    return word + 1;
}

/* Does @word begin with a name and `=`?  Returns the `=`, else NULL. */
static const char *variable_equals(const char *word)
{
    const char *p = word;

    for (; *p != '='; p++) {
        bool letter = (*p | 32) >= 'a' && (*p | 32) <= 'z';
        bool digit = *p >= '0' && *p <= '9';

        if (!letter && *p != '_' && !(digit && p > word))
            return NULL;
    }
    return p > word ? p : NULL;
}

/* In double quotes a backslash is special before these [POSIX XCU 2.2.3]. */
static bool escapes_in_double(char c)
{
    return c == '"' || c == '\\' || c == '$' || c == '`' || c == '\n';
}

/* At a quote: copy what is in it. */
static int copy_quoted(struct scan *scan, struct boot_error *err)
{
    const char *open = scan->in++;

    for (; *scan->in != *open; scan->in++) {
        if (*open == '"' && *scan->in == '\\' &&
            escapes_in_double(scan->in[1])) {
            if (*++scan->in == '\n')
                continue;
        }
        if (*scan->in == '\0') {
            const char *what = *open == '"' ? "double quote" : "single quote";

            return boot_fail(err, BOOT_CMDLINE_QUOTE, what, open - scan->text,
                             0, 0);
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
        if (is_blank(*scan->in))
            scan->in++;
        else if (scan->in[0] == '\\' && scan->in[1] == '\n')
            scan->in += 2;
        else
            return;
    }
}

/* Copy one word, which begins here, and its NUL. */
static int copy_word(struct scan *scan, struct boot_error *err)
{
    scan->quoted = false;
    while (*scan->in && !is_blank(*scan->in)) {
        char c = *scan->in;

        if (c == '\'' || c == '"') {
            int rc = copy_quoted(scan, err);

            if (rc)
                return rc;
        } else if (c == '\\') {
            copy_escaped(scan);
        } else {
            *scan->out++ = c;
            scan->in++;
        }
    }
    /* The NUL may fall on the blank just seen, so step over that first. */
    if (*scan->in)
        scan->in++;
    *scan->out++ = '\0';
    return 0;
}

/* Count a word of the settings; false if it means nothing. */
static bool count_setting(struct cmdline *cl, char *word)
{
    if (behind(word, DEVICE))
        cl->nr_devices++;
    else if (behind(word, OPTION))
        cl->nr_options++;
    else if (variable_equals(word))
        cl->envc++;
    else
        return false;
    return true;
}

static void count_argument(struct cmdline *cl, char *word)
{
    if (behind(word, DEVICE))
        cl->nr_devices++;
    else
        cl->argc++;
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
        if (out->args) {
            count_argument(out, word);
        } else if (!scan.quoted && word[0] == '-' && word[1] == '-' &&
                   word[2] == '\0') {
            out->args = scan.out = word;
        } else if (!count_setting(out, word)) {
            scan.out = word;
        }
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
    size_t key = variable_equals(word) - word + 1;

    for (unsigned i = 0; i < n; i++) {
        size_t same = 0;

        while (same < key && envp[i][same] == word[same])
            same++;
        if (same == key) {
            envp[i] = word;
            return n;
        }
    }
    envp[n] = word;
    return n + 1;
}

unsigned cmdline_fill(const struct cmdline *cl, char *name, char **argv,
                      char **envp)
{
    const char *given = cmdline_option(cl, "name");
    unsigned n = 0;

    for (char *w = cl->words; w < cl->args; w = next_word(w)) {
        if (!behind(w, OPTION) && !behind(w, DEVICE))
            n = set_variable(envp, n, w);
    }
    envp[n] = NULL;

    *argv++ = given ? (char *)given : name;
    for (char *w = cl->args; w < cl->end; w = next_word(w)) {
        if (!behind(w, DEVICE))
            *argv++ = w;
    }
    *argv = NULL;
    return n;
}

const char *cmdline_option(const struct cmdline *cl, const char *name)
{
    const char *value = NULL;

    if (cl->nr_options == 0)
        return NULL;
    for (char *w = cl->words; w < cl->args; w = next_word(w)) {
        char *rest = behind(w, OPTION);

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
        char *value = behind(w, DEVICE);

        if (value)
            return value;
    }
    return NULL;
}
