/*
 * test_cmdline.c - settings, arguments and quoting; the last against sh(1).
 */
// links: boot/cmdline.c boot/error.c

#include "boot/cmdline.h"
#include "tests/check.h"
#include "tests/unit/random.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct cmdline cl;
static struct boot_error err;

/* Text, argv and envp in blocks of exactly their size, so that ASan sees any
 * step beyond them. */
static char *text;
static char **argv, **envp;
static char name[] = "app";

static void release(void)
{
    free(text);
    free(argv);
    free(envp);
    text = NULL;
    argv = envp = NULL;
}

static int parse(const char *line)
{
    release();
    text = strdup(line);

    int rc = cmdline_parse(text, &cl, &err);

    if (rc == 0) {
        argv = malloc((cl.argc + 1) * sizeof(*argv));
        envp = malloc((cl.envc + 1) * sizeof(*envp));
        cmdline_fill(&cl, name, argv, envp);
    }
    return rc;
}

/* Are the strings of @array those of @expected, both ended by NULL? */
static bool same(char **array, const char *const *expected)
{
    unsigned i;

    for (i = 0; array[i] && expected[i]; i++) {
        if (strcmp(array[i], expected[i]) != 0)
            return false;
    }
    return !array[i] && !expected[i];
}

#define LIST(...)    ((const char *const[]){__VA_ARGS__ __VA_OPT__(, ) NULL})
#define ARGS(...)    same(argv, LIST("app" __VA_OPT__(, ) __VA_ARGS__))
#define ENV(...)     same(envp, LIST(__VA_ARGS__))
#define OPTION(o, v) (strcmp(cmdline_option(&cl, o), v) == 0)

TEST(nothing)
{
    CHECK(cmdline_parse(NULL, &cl, &err) == 0);
    CHECK(cl.argc == 1 && cl.envc == 0);

    char *none[1], *one[2];

    CHECK(cmdline_fill(&cl, name, one, none) == 0);
    CHECK(one[0] == name && !one[1] && !none[0]);
    CHECK(!cmdline_option(&cl, "name") && !cmdline_device(&cl, NULL));

    CHECK(parse("") == 0 && ARGS() && ENV());
    CHECK(parse(" \t\n ") == 0 && ARGS() && ENV());
    CHECK(parse("--") == 0 && ARGS() && ENV());
    CHECK(parse(" -- ") == 0 && ARGS() && ENV());
    release();
}

TEST(settings_and_arguments)
{
    CHECK(parse("K=v LANG=C.UTF-8 -- one two  three ") == 0);
    CHECK(ARGS("one", "two", "three") && ENV("K=v", "LANG=C.UTF-8"));
    CHECK(cl.argc == 4 && cl.envc == 2);

    CHECK(parse("-- A=b pith.name=x -- --") == 0);
    CHECK(ARGS("A=b", "pith.name=x", "--", "--") && ENV());
    CHECK(!cmdline_option(&cl, "name"));

    CHECK(parse("A= B=== c\t--\n'' \"\"") == 0);
    CHECK(ARGS("", "") && ENV("A=", "B==="));
    release();
}

TEST(words_without_meaning_are_ignored)
{
    CHECK(parse("quiet ro a.b=c 1X=y =z -x ---  -- a") == 0);
    CHECK(ARGS("a") && ENV());
    CHECK(parse("_=1 _A9=2 A-B=3 aZ=4") == 0);
    CHECK(ARGS() && ENV("_=1", "_A9=2", "aZ=4"));
    CHECK(parse("K=v -") == 0 && ENV("K=v"));
    CHECK(parse("--- K=v") == 0 && ENV("K=v") && ARGS());
    CHECK(parse("--x -- y") == 0 && ARGS("y"));
    release();
}

TEST(only_a_bare_separator_separates)
{
    CHECK(parse("'--' A=1 \"--\" B=2 \\-- C=3 -\"\"- D=4 -- '--' x") == 0);
    CHECK(ENV("A=1", "B=2", "C=3", "D=4") && ARGS("--", "x"));
    release();
}

TEST(the_last_of_equal_keys_wins)
{
    CHECK(parse("A=1 B=2 A=3 AB=4 A=5 B=") == 0);
    CHECK(ENV("A=5", "B=", "AB=4"));
    CHECK(cl.envc == 6);
    release();
}

TEST(options)
{
    CHECK(parse("pith.log=debug A=1 pith.flag pith.name=a\\ b pith.log=info "
                "pith.empty= pithy=1 -- x") == 0);
    CHECK(ENV("A=1", "pithy=1"));
    CHECK(same(argv, LIST("a b", "x")));
    CHECK(OPTION("log", "info") && OPTION("flag", "") && OPTION("empty", ""));
    CHECK(!cmdline_option(&cl, "lo") && !cmdline_option(&cl, "logs"));
    CHECK(cl.nr_options == 5);
    CHECK(parse("pith. pith pith.=1 A=2") == 0 && ENV("A=2"));
    CHECK(!cmdline_option(&cl, "log"));
    release();
}

TEST(devices_never_reach_the_program)
{
    const char *d;

    CHECK(parse("virtio_mmio.device=4K@0xc0001000:5 K=v -- a "
                "virtio_mmio.device=512@0xfeb00e00:12 virtio_mmio.devices=b "
                "virtio_mmio.device=512@0xfeb00c00:11") == 0);
    CHECK(ENV("K=v") && ARGS("a", "virtio_mmio.devices=b"));
    CHECK(cl.nr_devices == 3 && cl.argc == 3);
    d = cmdline_device(&cl, NULL);
    CHECK(d && strcmp(d, "4K@0xc0001000:5") == 0);
    d = cmdline_device(&cl, d);
    CHECK(d && strcmp(d, "512@0xfeb00e00:12") == 0);
    d = cmdline_device(&cl, d);
    CHECK(d && strcmp(d, "512@0xfeb00c00:11") == 0);
    CHECK(!cmdline_device(&cl, d));
    release();
}

TEST(quoting)
{
    CHECK(parse("A=\"x y\" 'B=p q' C=a\\ b -- \"a 'b' c\" 'd \"e\" f' g\\\\h "
                "'i\\j' \"k\\l\\\"\\$\\`\\\\\" m'n'\"o\"p") == 0);
    CHECK(ENV("A=x y", "B=p q", "C=a b"));
    CHECK(ARGS("a 'b' c", "d \"e\" f", "g\\h", "i\\j", "k\\l\"$`\\", "mnop"));

    /* a backslash takes a newline away, and stays if nothing follows */
    CHECK(parse("-- a\\\nb \"c\\\nd\" \\\n e\\") == 0);
    CHECK(ARGS("ab", "cd", "e\\"));
    CHECK(parse("-- 'f\\\ng' \\\nh") == 0 && ARGS("f\\\ng", "h"));
    CHECK(parse("\\\n") == 0 && ARGS() && ENV());
    release();
}

TEST(bytes_above_ascii_are_letters_of_no_key)
{
    CHECK(parse("K\xc3\xa4=1 K=\xc3\xa4\xff\x80 -- \xe2\x82\xac\x01\x7f") == 0);
    CHECK(ENV("K=\xc3\xa4\xff\x80") && ARGS("\xe2\x82\xac\x01\x7f"));
    release();
}

TEST(an_open_quote_is_refused_with_its_place)
{
    CHECK(parse("A=1 -- 'abc") == -BOOT_CMDLINE_QUOTE);
    CHECK(err.a == 7 && strcmp(err.what, "single quote") == 0);
    CHECK(parse("\"") == -BOOT_CMDLINE_QUOTE && err.a == 0);
    CHECK(strcmp(err.what, "double quote") == 0);
    CHECK(parse("'x' \"a\\\"") == -BOOT_CMDLINE_QUOTE && err.a == 4);
    CHECK(parse("'x' \"a\\") == -BOOT_CMDLINE_QUOTE && err.a == 4);
    CHECK(parse("it's") == -BOOT_CMDLINE_QUOTE && err.a == 2);
    release();
}

/* "A0000=\n" @n times */
static char *many_variables(unsigned n, bool distinct)
{
    char *line = malloc(n * 8 + 1), *p = line;

    *p = '\0';
    for (unsigned i = 0; i < n; i++)
        p += sprintf(p, "A%05u= ", distinct ? i : 0);
    return line;
}

TEST(many_variables_are_bounded)
{
    char *line = many_variables(CMDLINE_ENV_MAX, true);

    CHECK(parse(line) == 0);
    CHECK(cl.envc == CMDLINE_ENV_MAX && !envp[CMDLINE_ENV_MAX]);
    CHECK(strcmp(envp[CMDLINE_ENV_MAX - 1], "A04095=") == 0);
    free(line);
    line = many_variables(CMDLINE_ENV_MAX + 1, false);
    CHECK(parse(line) == -BOOT_CMDLINE_ENV_MANY);
    CHECK(err.a == CMDLINE_ENV_MAX + 1 && err.b == CMDLINE_ENV_MAX);
    free(line);
    release();
}

TEST(the_longest_line)
{
    char *line = malloc(65537);

    for (unsigned i = 0; i < 65536; i++)
        line[i] = i % 2 ? ' ' : 'a';
    memcpy(line, "-- ", 3);
    line[65536] = '\0';
    CHECK(parse(line) == 0);
    CHECK(cl.argc == 1 + (65536 - 4) / 2 && !argv[cl.argc]);
    memset(line + 3, 'b', 65533);
    CHECK(parse(line) == 0 && cl.argc == 2 && strlen(argv[1]) == 65533);
    free(line);
    release();
}

/* Every string of a small alphabet of trouble is read as sh reads it.  What sh
 * would expand is not in the alphabet, nor is a newline outside quotes. */
#define ROUNDS 600

static void random_line(uint64_t *seed, char *line)
{
    static const char alphabet[] = "ab= \t'\"\\\\  ''\"\"-";
    unsigned n = random_below(seed, 24);

    for (unsigned i = 0; i < n; i++)
        *line++ = alphabet[random_below(seed, sizeof(alphabet) - 1)];
    *line = '\0';
}

/* Each word and a \1 behind it, each line and a \2. */
static void expect_line(FILE *out)
{
    for (unsigned i = 1; argv[i]; i++)
        fprintf(out, "%s\1", argv[i]);
    fputc(2, out);
}

TEST(quoting_is_the_shells)
{
    static const char prologue[] = "p() { for w; do printf '%s\\001' \"$w\"; "
                                   "done; printf '\\002'; }\n";
    char script[] = "/tmp/test_cmdline.XXXXXX";
    int fd = mkstemp(script);
    FILE *sh = fdopen(fd, "w");
    char *expected, line[64] = "-- ";
    size_t expected_len;
    FILE *out = open_memstream(&expected, &expected_len);
    uint64_t seed = 4;
    unsigned used = 0;

    fputs(prologue, sh);
    while (used < ROUNDS) {
        random_line(&seed, line + 3);
        if (line[3] && line[strlen(line) - 1] == '\\')
            continue; /* sh would read on into the script's next line */
        if (parse(line) == 0) {
            fprintf(sh, "p %s\n", line + 3);
            expect_line(out);
            used++;
        }
    }
    fclose(sh);
    fclose(out);

    char command[64];

    snprintf(command, sizeof(command), "exec sh %s", script);

    FILE *answer = popen(command, "r");
    char *got = malloc(expected_len + 1);
    size_t got_len = fread(got, 1, expected_len + 1, answer);

    CHECK(pclose(answer) == 0);
    CHECK(got_len == expected_len && memcmp(got, expected, got_len) == 0);
    unlink(script);
    free(got);
    free(expected);
    release();
}
