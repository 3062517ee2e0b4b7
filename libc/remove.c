/*
 * remove.c - remove(), for directories too; newlib's only unlinks.
 */
#include <errno.h>
#include <reent.h>
#include <stdio.h>
#include <unistd.h>

int remove(const char *path)
{
    int saved = errno;

    if (unlink(path) == 0)
        return 0;
    if (errno != EISDIR)
        return -1;
    errno = saved;
    return rmdir(path);
}

/* What newlib's stdio calls. */
int _remove_r(struct _reent *reent, const char *path)
{
    (void)reent;
    return remove(path);
}
