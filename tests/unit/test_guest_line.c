/*
 * test_guest_line.c - what the tool sends is what the runtime's parser reads.
 */
// cflags: -D_GNU_SOURCE
// links: tools/pith/guest_line.c tools/pith/words.c
// links: boot/cmdline.c boot/error.c

#include "tools/pith/guest_line.h"

#include <stdlib.h>
#include <string.h>

#include "boot/cmdline.h"
#include "tests/check.h"
#include "tests/unit/random.h"

static struct words env, options, args;

static void release_all(void)
{
    words_free(&env);
    words_free(&options);
    words_free(&args);
}

static char *make(void)
{
    static char *none[] = {NULL};

    return guest_line_make(&env, &options, args.count ? args.word : none);
}

static bool makes(const char *want)
{
    char *line = make();
    bool ok = strcmp(line, want) == 0;

    free(line);
    release_all();
    return ok;
}

TEST(lines)
{
    CHECK(makes("--"));
    words_add(&args, "one");
    words_add(&args, "two three");
    CHECK(makes("-- one 'two three'"));
    words_add(&env, "K=v w");
    words_add(&env, "EMPTY=");
    words_add(&options, "name=app");
    words_add(&args, "it's");
    words_add(&args, "%s", "");
    words_add(&args, "--");
    CHECK(makes("'K=v w' EMPTY= pith.name=app -- 'it'\\''s' '' --"));
}

TEST(words_that_pass)
{
    CHECK(guest_line_env_ok("A=b"));
    CHECK(guest_line_env_ok("_a1="));
    CHECK(!guest_line_env_ok("1a=b"));
    CHECK(!guest_line_env_ok("pith.name=x"));
    CHECK(!guest_line_env_ok("=x"));
    CHECK(!guest_line_env_ok("A"));
    CHECK(!guest_line_env_ok(""));
    CHECK(guest_line_arg_ok("--"));
    CHECK(guest_line_arg_ok("virtio_mmio"));
    CHECK(!guest_line_arg_ok("virtio_mmio.device=4K@0xc0001000:5"));
}

/* A word of any bytes, most of them ones that quoting is about. */
static void random_word(uint64_t *state, char *out, size_t room)
{
    static const char hard[] = "'\"\\ \t\n$`*?[]{}()<>|&;#~!=a-";
    size_t length = random_below(state, room);

    for (size_t i = 0; i < length; i++)
        out[i] = random_below(state, 4)
                     ? hard[random_below(state, sizeof(hard) - 1)]
                     : (char)(1 + random_below(state, 255));
    out[length] = '\0';
}

static bool same_words(char *const *got, const struct words *want)
{
    for (size_t i = 0; i < want->count; i++) {
        if (!got[i] || strcmp(got[i], want->word[i]) != 0)
            return false;
    }
    return got[want->count] == NULL;
}

/* One line through the parser: the same strings come out. */
static void round_trip(void)
{
    char *line = make(), *argv[16], *envp[16];
    struct boot_error error;
    struct cmdline cl;

    if (CHECK(cmdline_parse(line, &cl, &error) == 0) &&
        CHECK(cl.argc == args.count + 1) && CHECK(cl.envc == env.count)) {
        cmdline_fill(&cl, (char *)"app", argv, envp);
        CHECK(same_words(argv + 1, &args));
        CHECK(same_words(envp, &env));
        CHECK(strcmp(cmdline_option(&cl, "opt"),
                     options.word[0] + strlen("opt=")) == 0);
    }
    free(line);
    release_all();
}

TEST(any_bytes_come_back)
{
    uint64_t state = 7;
    char word[24];

    for (int round = 0; round < 5000; round++) {
        random_word(&state, word, sizeof(word));
        words_add(&options, "opt=%s", word);
        for (unsigned i = random_below(&state, 4); i > 0; i--) {
            random_word(&state, word, sizeof(word));
            words_add(&env, "K%u=%s", i, word);
        }
        for (unsigned i = random_below(&state, 6); i > 0; i--) {
            random_word(&state, word, sizeof(word));
            words_add(&args, "%s", word);
        }
        round_trip();
    }
}
