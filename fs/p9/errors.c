/*
 * errors.c - the host's error numbers, which are Linux's, as ours.
 */
#include <errno.h>

#include "fs/p9/message.h"

/* By Linux's number. [Linux asm-generic/errno-base.h, errno.h] */
static const struct {
    uint8_t linux_number;
    uint8_t ours;
} errors[] = {
    {1, EPERM},       {2, ENOENT},      {4, EINTR},      {5, EIO},
    {6, ENXIO},       {7, E2BIG},       {9, EBADF},      {11, EAGAIN},
    {12, ENOMEM},     {13, EACCES},     {14, EFAULT},    {16, EBUSY},
    {17, EEXIST},     {18, EXDEV},      {19, ENODEV},    {20, ENOTDIR},
    {21, EISDIR},     {22, EINVAL},     {23, ENFILE},    {24, EMFILE},
    {25, ENOTTY},     {26, ETXTBSY},    {27, EFBIG},     {28, ENOSPC},
    {29, ESPIPE},     {30, EROFS},      {31, EMLINK},    {32, EPIPE},
    {33, EDOM},       {34, ERANGE},     {35, EDEADLK},   {36, ENAMETOOLONG},
    {37, ENOLCK},     {38, ENOSYS},     {39, ENOTEMPTY}, {40, ELOOP},
    {61, ENODATA},    {71, EPROTO},     {75, EOVERFLOW}, {84, EILSEQ},
    {95, EOPNOTSUPP}, {110, ETIMEDOUT}, {116, ESTALE},   {122, EDQUOT},
};

_Static_assert(EDQUOT < 256 && EOVERFLOW < 256 && ESTALE < 256, "");

int p9_errno(uint32_t number)
{
    for (unsigned i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
        if (errors[i].linux_number == number)
            return -(int)errors[i].ours;
    }
    return -EIO;
}
