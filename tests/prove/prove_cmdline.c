/*
 * prove_cmdline.c - any text is split in place, within its bytes, into words
 * that fit the arrays whose size the parser told.
 *
 * prove_parse() takes any text to its words; prove_fill()
 * takes any words.
 *
 * Assumed: the text has a NUL at its end (start_info.c sees to that).
 *
 * Bounds: texts of up to TEXT bytes, every byte of them any value.
 */
// proof: prove_parse -DTEXT=4 --unwind 6
// proof: prove_fill -DTEXT=6 --unwind 8

#include "tests/prove/prove.h"

#include "boot/cmdline.c"
#include "boot/error.c"

#ifndef TEXT
#define TEXT 1
#endif

void prove_parse(void)
{
    char text[TEXT + 1];
    struct cmdline cl;
    struct boot_error err;

    text[TEXT] = '\0';

    int rc = cmdline_parse(text, &cl, &err);

    if (rc != 0) {
        PROVE(rc == -BOOT_CMDLINE_QUOTE && err.a < TEXT);
        return;
    }
    PROVE(cl.words == text && cl.args >= text && cl.end >= cl.args);
    PROVE(cl.end <= text + sizeof(text));
    PROVE(cl.end == text || cl.end[-1] == '\0');
    PROVE(cl.argc >= 1);
}

/* Any words, one behind the other, counted as cmdline_parse() counts them. */
static void assume_words(struct cmdline *cl, char *text)
{
    unsigned used, settings;

    ASSUME(used <= TEXT && settings <= used);
    ASSUME(used == 0 || text[used - 1] == '\0');
    ASSUME(settings == 0 || text[settings - 1] == '\0');
    *cl = (struct cmdline){.argc = 1, .words = text};
    cl->end = text + used;
    for (char *w = text; w < cl->end; w = next_word(w)) {
        cl->args = w >= text + settings ? text + settings : NULL;
        ASSUME(count_word(cl, w));
    }
    cl->args = text + settings;
}

/* The arrays need no more room than was counted, and point to words. */
void prove_fill(void)
{
    char text[TEXT], name[] = "app";
    struct cmdline cl;
    char *argv[TEXT + 2], *envp[TEXT + 1];
    unsigned i;

    assume_words(&cl, text);

    unsigned n = cmdline_fill(&cl, name, argv, envp);

    PROVE(cl.argc < TEXT + 2 && cl.envc < TEXT + 1);
    PROVE(n <= cl.envc && envp[n] == NULL && argv[cl.argc] == NULL);
    PROVE(argv[0] == name || cl.nr_options > 0);
    if (i >= 1 && i < cl.argc)
        PROVE(argv[i] >= cl.args && argv[i] < cl.end);
    if (i < n)
        PROVE(envp[i] >= cl.words && envp[i] < cl.args);
}
