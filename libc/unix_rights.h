/*
 * unix_rights.h - descriptors that go with a message to a socket of AF_UNIX.
 */
#pragma once

#include <stdbool.h>
#include <sys/socket.h>

/* Files on their way, a reference to each. */
struct unix_rights;

/*
 * libc_unix_rights_read - what @m's control messages send.
 *
 * @out  receives it, the caller's; NULL if they send nothing
 *
 * Returns 0; -EINVAL: not SCM_RIGHTS, too many or too short; -EBADF; -ENOMEM.
 * No lock held.
 */
int libc_unix_rights_read(const struct msghdr *m, struct unix_rights **out);

/*
 * libc_unix_rights_give - new descriptors for all of @r, which is gone then.
 *
 * @room     bytes of m->msg_control; what finds no room or no descriptor is
 *           closed, and m->msg_flags says MSG_CTRUNC
 * @cloexec  MSG_CMSG_CLOEXEC
 *
 * Sets m->msg_controllen. @r may be NULL. No lock held.
 */
void libc_unix_rights_give(struct unix_rights *r, struct msghdr *m, size_t room,
                           bool cloexec);

/* libc_unix_rights_drop - nobody will receive @r, or it is NULL; with the
 * sockets' lock. libc_unix_rights_bury - end what was dropped; without. */
void libc_unix_rights_drop(struct unix_rights *r);
void libc_unix_rights_bury(void);
