/*
 * group.c - the one group: root's, number 0.
 */
#include <errno.h>
#include <grp.h>
#include <string.h>

/* Not found is NULL with errno as it was [POSIX getgrgid]. */
struct group *getgrgid(gid_t gid)
{
    static char name[] = "root", empty[] = "";
    static char *members[] = {NULL};
    static struct group root;

    if (gid != 0)
        return NULL;
    root = (struct group){name, empty, 0, members};
    return &root;
}

struct group *getgrnam(const char *name)
{
    return strcmp(name, "root") ? NULL : getgrgid(0);
}

/* As setgroups() would: nobody but root is anybody. */
int initgroups(const char *user, gid_t gid)
{
    if (gid == 0 && strcmp(user, "root") == 0)
        return 0;
    errno = EPERM;
    return -1;
}
