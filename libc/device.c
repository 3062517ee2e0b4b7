/*
 * device.c - null, zero, full, random, urandom, tty and console.
 *
 * Numbers as in Linux [Linux devices.txt]. fs/root.c makes the files.
 */
#include "libc/device.h"

#include <string.h>
#include <sys/stat.h>

#include "kernel/console.h"
#include "kernel/entropy.h"
#include "libc/vnode_file.h"

#define DEVICE(major, minor) (UINT64_C(major) << 32 | (minor))

static ssize_t read_nothing(struct file *f, void *buf, size_t n)
{
    (void)f;
    (void)buf;
    (void)n;
    return 0;
}

static ssize_t read_zeros(struct file *f, void *buf, size_t n)
{
    (void)f;
    memset(buf, 0, n);
    return (ssize_t)n;
}

static ssize_t read_random(struct file *f, void *buf, size_t n)
{
    int err = entropy_get(buf, n);

    (void)f;
    return err ? err : (ssize_t)n;
}

static ssize_t read_console(struct file *f, void *buf, size_t n)
{
    return libc_console_file[0].ops->read(f, buf, n);
}

static ssize_t write_nowhere(struct file *f, const void *buf, size_t n)
{
    (void)f;
    (void)buf;
    return (ssize_t)n;
}

static ssize_t write_full(struct file *f, const void *buf, size_t n)
{
    (void)f;
    (void)buf;
    return n ? -ENOSPC : 0;
}

static ssize_t write_console(struct file *f, const void *buf, size_t n)
{
    (void)f;
    console_write(CONSOLE_OUT, buf, n);
    return (ssize_t)n;
}

static bool console_tty(struct file *f)
{
    (void)f;
    return console_is_tty(1);
}

static off_t stay_at_start(struct file *f, off_t off, int whence)
{
    (void)f;
    (void)off;
    (void)whence;
    return 0;
}

#define COMMON .fstat = libc_vnode_file_stat, .close = libc_vnode_file_close

static const struct file_ops null_ops = {
    COMMON,
    .read = read_nothing,
    .write = write_nowhere,
    .lseek = stay_at_start,
};
static const struct file_ops zero_ops = {
    COMMON,
    .read = read_zeros,
    .write = write_nowhere,
    .lseek = stay_at_start,
};
static const struct file_ops full_ops = {
    COMMON,
    .read = read_zeros,
    .write = write_full,
    .lseek = stay_at_start,
};
static const struct file_ops random_ops = {
    COMMON,
    .read = read_random,
    .write = write_nowhere,
    .lseek = stay_at_start,
};
static const struct file_ops console_ops = {
    COMMON,
    .read = read_console,
    .write = write_console,
    .isatty = console_tty,
};

const struct file_ops *libc_device_ops(uint64_t rdev)
{
    switch (rdev) {
    case DEVICE(1, 3):
        return &null_ops;
    case DEVICE(1, 5):
        return &zero_ops;
    case DEVICE(1, 7):
        return &full_ops;
    case DEVICE(1, 8):
    case DEVICE(1, 9):
        return &random_ops;
    case DEVICE(5, 0):
    case DEVICE(5, 1):
        return &console_ops;
    }
    return NULL;
}
