/*
 * test_options.c - sizes and words of pith.* options.
 */
// links: kernel/options.c
#include "kernel/options.h"

#include <stddef.h>

#include "tests/check.h"

TEST(sizes_have_suffixes_and_nothing_behind_them)
{
    CHECK(options_size("4096") == 4096);
    CHECK(options_size("64K") == 65536 && options_size("64k") == 65536);
    CHECK(options_size("8M") == 8 << 20 && options_size("1G") == 1 << 30);
    CHECK(options_size("1024G") == 1ull << 40);
    CHECK(options_size("1025G") == 0);
    CHECK(options_size("") == 0 && options_size("K") == 0);
    CHECK(options_size("64KB") == 0 && options_size("1 M") == 0);
    CHECK(options_size("-1") == 0 && options_size("x") == 0);
    CHECK(options_size("99999999999999999999999999") == 0);
}

TEST(a_word_is_found_whole)
{
    static const char *const words[] = {"quiet", "info", "debug", NULL};

    CHECK(options_find(words, "quiet") == 0);
    CHECK(options_find(words, "debug") == 2);
    CHECK(options_find(words, "inf") == -1);
    CHECK(options_find(words, "infos") == -1);
    CHECK(options_find(words, "info,debug") == -1);
    CHECK(options_find(words, "") == -1);
}

TEST(a_list_has_its_words)
{
    CHECK(options_has("in", "in") && options_has("in,out", "out"));
    CHECK(options_has("out,in", "in"));
    CHECK(!options_has("inn", "in") && !options_has("xin", "in"));
    CHECK(!options_has("", "in") && !options_has(NULL, "in"));
    CHECK(!options_has("i", "in") && !options_has(",", "in"));
}
