// expect: status 0
/*
 * test_string.c - mem*() and str*() in a guest, against plain loops.
 *
 * The same checks as tests/unit/test_string.c; there, forbidden pages lie
 * around the operands.
 */
#include "tests/string_model.h"

#include <strings.h>

#include "tests/libc/harness.h"

static _Alignas(4096) char area[2][STRING_AREA];

TEST(string_functions_agree_with_the_model)
{
    string_model_check(area[0], area[1]);
}

TEST(the_rest_of_the_family_is_there)
{
    char s[32] = "one,two", *rest = s;

    CHECK(strstr("haystack with needle", "needle") != NULL);
    CHECK(strspn("aab", "a") == 2 && strcspn("aab", "b") == 2);
    CHECK(*strpbrk("abc", "xc") == 'c');
    CHECK(strcmp(strtok_r(s, ",", &rest), "one") == 0);
    CHECK(strcmp(strtok_r(NULL, ",", &rest), "two") == 0);
    CHECK(strcasecmp("ABC", "abc") == 0 && strncasecmp("ABx", "aby", 2) == 0);
    CHECK(strcoll("a", "b") < 0);
    CHECK(strcmp(strerror(2), "No such file or directory") == 0);
    CHECK(*index("abc", 'b') == 'b' && *rindex("abcb", 'b') == 'b');
}
