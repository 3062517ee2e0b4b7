/*
 * fuzz_cmdline.c - any text as a command line.
 *
 * Input: the text.  Text, argv and envp lie in blocks of exactly their size.
 */
// links: boot/cmdline.c boot/error.c

#include "boot/cmdline.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

static char name[] = "app";

static bool inside(const char *p, const char *text, size_t size)
{
    return p >= text && p + strlen(p) <= text + size;
}

static void check_argv(char **argv, const struct cmdline *cl, const char *text,
                       size_t size)
{
    MUST(argv[cl->argc] == NULL);
    for (unsigned i = 0; i < cl->argc; i++) {
        MUST(inside(argv[i], text, size) || (i == 0 && argv[i] == name));
        MUST(i == 0 || strncmp(argv[i], "virtio_mmio.device=", 19) != 0);
    }
}

static void check_envp(char **envp, unsigned n, const char *text, size_t size)
{
    MUST(envp[n] == NULL);
    for (unsigned i = 0; i < n; i++) {
        size_t key = strcspn(envp[i], "=") + 1;

        MUST(inside(envp[i], text, size) && envp[i][key - 1] == '=');
        MUST(strncmp(envp[i], "pith.", 5) != 0);
        for (unsigned j = 0; j < i && n < 100; j++)
            MUST(strncmp(envp[i], envp[j], key) != 0);
    }
}

static void check_lookups(const struct cmdline *cl, const char *text,
                          size_t size)
{
    const char *option = cmdline_option(cl, "log"), *device = NULL;
    unsigned devices = 0;

    MUST(!option || inside(option, text, size));
    while ((device = cmdline_device(cl, device))) {
        MUST(inside(device, text, size));
        devices++;
    }
    MUST(devices == cl->nr_devices);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cmdline cl;
    struct boot_error err = {.code = BOOT_OK};
    char *text = malloc(size + 1);

    memcpy(text, data, size);
    text[size] = '\0';
    if (cmdline_parse(text, &cl, &err) == 0) {
        char **argv = malloc((cl.argc + 1) * sizeof(*argv));
        char **envp = malloc((cl.envc + 1) * sizeof(*envp));
        unsigned n = cmdline_fill(&cl, name, argv, envp);

        MUST(n <= cl.envc);
        check_argv(argv, &cl, text, size);
        check_envp(envp, n, text, size);
        check_lookups(&cl, text, size);
        free(argv);
        free(envp);
    } else {
        MUST(err.code == BOOT_CMDLINE_QUOTE && err.a < size);
        MUST(data[err.a] == '\'' || data[err.a] == '"');
    }
    free(text);
    return 0;
}
