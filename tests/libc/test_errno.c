// expect: status 0
/*
 * test_errno.c - the kernel's error numbers are newlib's.
 */
#include "kernel/errno.h"

enum kernel_errno {
    KERNEL_EPERM = EPERM,
    KERNEL_ENOENT = ENOENT,
    KERNEL_EIO = EIO,
    KERNEL_EAGAIN = EAGAIN,
    KERNEL_ENOMEM = ENOMEM,
    KERNEL_EFAULT = EFAULT,
    KERNEL_ENODEV = ENODEV,
    KERNEL_EINVAL = EINVAL,
    KERNEL_ENOSYS = ENOSYS,
};

#undef EPERM
#undef ENOENT
#undef EIO
#undef EAGAIN
#undef ENOMEM
#undef EFAULT
#undef ENODEV
#undef EINVAL
#undef ENOSYS
#include <errno.h>

#include "tests/libc/harness.h"

#define SAME(name)                                                             \
    _Static_assert((int)KERNEL_##name == name, "kernel/errno.h " #name)

SAME(EPERM);
SAME(ENOENT);
SAME(EIO);
SAME(EAGAIN);
SAME(ENOMEM);
SAME(EFAULT);
SAME(ENODEV);
SAME(EINVAL);
SAME(ENOSYS);

TEST(errno_is_a_place_of_its_own)
{
    int *where = &errno;

    errno = 0;
    CHECK(malloc((size_t)1 << 60) == NULL);
    CHECK(errno == ENOMEM && where == &errno);
}
