/*
 * memalign.c - posix_memalign(), which newlib 3 declares and lacks.
 */
#include <errno.h>
#include <malloc.h>
#include <stdlib.h>

int posix_memalign(void **ptr, size_t align, size_t size)
{
    int saved = errno;
    void *p;

    if (align < sizeof(void *) || (align & (align - 1)))
        return EINVAL;
    p = memalign(align, size);
    errno = saved;
    if (!p && size)
        return ENOMEM;
    *ptr = p;
    return 0;
}
