/*
 * chown.c - owners. They are kept and shown; the program is root.
 */
#include <fcntl.h>
#include <unistd.h>

#include "libc/fd.h"
#include "libc/setattr.h"

/* -1 leaves an id as it is. */
static unsigned which_ids(uid_t uid, gid_t gid)
{
    return (uid == (uid_t)-1 ? 0 : VATTR_UID) |
           (gid == (gid_t)-1 ? 0 : VATTR_GID);
}

int fchownat(int dirfd, const char *path, uid_t uid, gid_t gid, int flags)
{
    struct vattr attr = {.uid = uid, .gid = gid};

    if (flags & ~AT_SYMLINK_NOFOLLOW)
        return (int)libc_result(-EINVAL);
    return libc_setattr_at(dirfd, path, !(flags & AT_SYMLINK_NOFOLLOW),
                           which_ids(uid, gid), &attr);
}

int chown(const char *path, uid_t uid, gid_t gid)
{
    return fchownat(AT_FDCWD, path, uid, gid, 0);
}

int lchown(const char *path, uid_t uid, gid_t gid)
{
    return fchownat(AT_FDCWD, path, uid, gid, AT_SYMLINK_NOFOLLOW);
}

int fchown(int fd, uid_t uid, gid_t gid)
{
    struct vattr attr = {.uid = uid, .gid = gid};

    return libc_setattr_fd(fd, which_ids(uid, gid), &attr);
}
