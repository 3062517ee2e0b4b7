/*
 * test_string.c - mem*() and str*() of pith, between pages that must not be
 * touched.
 *
 * The functions stand under other names, beside the host's. They read whole
 * words around a string's ends on purpose, which ASan calls an error; the
 * pages on either side are the judge instead.
 */
// links: kernel/string.c libc/string/strlen.c libc/string/memchr.c
// links: libc/string/strchr.c libc/string/memrchr.c libc/string/strcmp.c
// links: libc/string/strcpy.c
// cflags: -fno-sanitize=all -fno-builtin -O2
// cflags: -Dmemcpy=p_memcpy -Dmemmove=p_memmove -Dmemset=p_memset
// cflags: -Dmemcmp=p_memcmp -Dmemchr=p_memchr -Dmemrchr=p_memrchr
// cflags: -Drawmemchr=p_rawmemchr -Dmempcpy=p_mempcpy -Dstrlen=p_strlen
// cflags: -Dstrnlen=p_strnlen -Dstrchr=p_strchr -Dstrrchr=p_strrchr
// cflags: -Dstrchrnul=p_strchrnul -Dindex=p_index -Drindex=p_rindex
// cflags: -Dstrcmp=p_strcmp -Dstrncmp=p_strncmp -Dstrcpy=p_strcpy
// cflags: -Dstpcpy=p_stpcpy -Dstrcat=p_strcat -Dstpncpy=p_stpncpy
// cflags: -Dstrncpy=p_strncpy -Dstrncat=p_strncat
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/mman.h>

#include "libc/string/emulated.h"
#include "tests/string_model.h"

#define PAGE 4096

/* An area with a forbidden page before it and one behind it. */
static void *fenced_area(void)
{
    char *p = mmap(NULL, STRING_AREA + 2 * PAGE, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (p == MAP_FAILED || mprotect(p, PAGE, PROT_NONE) ||
        mprotect(p + PAGE + STRING_AREA, PAGE, PROT_NONE))
        abort();
    return p + PAGE;
}

static bool emulated;

bool libc_emulated(void)
{
    return emulated;
}

TEST(string_functions_agree_with_the_model)
{
    emulated = false;
    string_model_check(fenced_area(), fenced_area());
}

TEST(they_do_so_by_words_too)
{
    emulated = true;
    string_model_check(fenced_area(), fenced_area());
}

TEST(memrchr_finds_the_last_and_stays_inside)
{
    char *s = fenced_area();

    for (size_t n = 0; n < 100; n++) {
        for (size_t at = 0; at < n; at++) {
            char *p = s + STRING_AREA - n;
            plain_fill((unsigned char *)p, 0x01, n);
            p[at] = 0;
            p[at / 2] = 0;
            CHECK(memrchr(p, 0, n) == p + at);
            CHECK(memrchr(p, 2, n) == NULL);
            CHECK(memrchr(s, 2, n) == NULL);
        }
    }
}

TEST(strchrnul_and_rawmemchr_find_the_end)
{
    CHECK(*strchrnul("abc", 'x') == '\0');
    CHECK(*strchrnul("abc", 'b') == 'b');
    CHECK(*(char *)rawmemchr("abc", 'c') == 'c');
}

TEST(stpcpy_and_mempcpy_return_the_end)
{
    char buf[64];

    CHECK(stpcpy(buf, "hello, world") == buf + 12);
    CHECK(stpcpy(buf, "hi") == buf + 2);
    CHECK(stpncpy(buf, "hi", 10) == buf + 2);
    CHECK(stpncpy(buf, "hello", 3) == buf + 3);
    CHECK(mempcpy(buf, "abc", 4) == buf + 4);
}
