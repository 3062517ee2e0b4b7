/*
 * dlopen.c - loading code at run time: there is none [POSIX dlopen].
 */
#include <dlfcn.h>

#include <stddef.h>

static char reason[] = "no dynamic linking: an image is one static file";
static _Thread_local char *last;

void *dlopen(const char *file, int mode)
{
    (void)file;
    (void)mode;
    last = reason;
    return NULL;
}

void *dlsym(void *handle, const char *name)
{
    (void)name;
    (void)handle;
    last = reason;
    return NULL;
}

/* No handle is valid. */
int dlclose(void *handle)
{
    (void)handle;
    last = reason;
    return -1;
}

/* Once for each failure. */
char *dlerror(void)
{
    char *text = last;

    last = NULL;
    return text;
}
