/*
 * dlfcn.h - loading code at run time [POSIX dlfcn.h]: an image is one static
 * file, so dlopen() fails and dlerror() says why. dladdr() knows functions
 * only, those that crash reports name.
 */
#pragma once

#include <sys/cdefs.h>

#define RTLD_LAZY    0x00001
#define RTLD_NOW     0x00002
#define RTLD_GLOBAL  0x00100
#define RTLD_LOCAL   0
#define RTLD_DEFAULT ((void *)0)
#define RTLD_NEXT    ((void *)-1L)

typedef struct {
    const char *dli_fname; /* the program */
    void *dli_fbase;       /* where it begins */
    const char *dli_sname; /* the function, or NULL */
    void *dli_saddr;
} Dl_info;

__BEGIN_DECLS
void *dlopen(const char *__file, int __mode);
void *dlsym(void *__handle, const char *__name);
int dlclose(void *__handle);
char *dlerror(void);
int dladdr(const void *__addr, Dl_info *__info);
__END_DECLS
