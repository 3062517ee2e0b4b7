// expect: status 0
/*
 * test_dlfcn.c - nothing can be loaded, and says why; functions have names.
 */
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "tests/libc/harness.h"

__attribute__((noinline)) static int named(int x)
{
    return x + 1;
}

TEST(nothing_is_loaded)
{
    CHECK(dlerror() == NULL);
    CHECK(dlopen("libc.so.6", RTLD_NOW) == NULL);
    CHECK(strstr(dlerror(), "static"));
    CHECK(dlerror() == NULL);
    CHECK(dlsym(RTLD_DEFAULT, "main") == NULL && dlerror());
    CHECK(dlclose(NULL) == -1 && dlerror());
}

TEST(functions_have_names)
{
    int (*volatile f)(int) = named;
    Dl_info info;

    CHECK(f(1) == 2);
    CHECK(dladdr((char *)(uintptr_t)f + 1, &info));
    CHECK(strcmp(info.dli_sname, "named") == 0);
    CHECK(info.dli_saddr == (void *)(uintptr_t)f);
    CHECK(info.dli_fname && info.dli_fbase < info.dli_saddr);
}

TEST(other_addresses_have_none)
{
    static int variable;
    Dl_info info;

    CHECK(dladdr(&variable, &info) && !info.dli_sname);
    CHECK(!dladdr(NULL, &info));
    CHECK(!dladdr((void *)UINTPTR_MAX, &info));
}
