/*
 * fw_cfg.c - see fw_cfg.h. Selector at 0x510, data at 0x511.
 */
#include "arch/x86/fw_cfg.h"

#include "arch/x86/io.h"
#include "kernel/base.h"
#include "kernel/errno.h"
#include "kernel/string.h"

#define PORT_SELECTOR 0x510
#define PORT_DATA     0x511
#define KEY_SIGNATURE 0x0000
#define KEY_DIRECTORY 0x0019
#define FILES_MAX     256

/* A directory entry; numbers are big-endian. */
struct file {
    uint32_t size;
    uint16_t key, reserved;
    char name[56];
};
_Static_assert(sizeof(struct file) == 64, "[QEMU docs/specs/fw_cfg]");

static void read_bytes(void *buf, size_t n)
{
    uint8_t *p = buf;

    while (n-- > 0)
        *p++ = io_in8(PORT_DATA);
}

static bool present(void)
{
    char signature[4];

    io_out16(PORT_SELECTOR, KEY_SIGNATURE);
    read_bytes(signature, sizeof(signature));
    return memcmp(signature, "QEMU", sizeof(signature)) == 0;
}

static bool same_name(const struct file *f, const char *name)
{
    for (unsigned i = 0; i < sizeof(f->name); i++) {
        if (f->name[i] != name[i])
            return false;
        if (name[i] == '\0')
            return true;
    }
    return false;
}

long fw_cfg_read(const char *name, void *buf, size_t size)
{
    uint32_t count;
    struct file f;

    if (!present())
        return -ENODEV;
    io_out16(PORT_SELECTOR, KEY_DIRECTORY);
    read_bytes(&count, sizeof(count));
    count = MIN(__builtin_bswap32(count), FILES_MAX);
    while (count-- > 0) {
        read_bytes(&f, sizeof(f));
        if (!same_name(&f, name))
            continue;
        uint32_t len = __builtin_bswap32(f.size);
        io_out16(PORT_SELECTOR, __builtin_bswap16(f.key));
        read_bytes(buf, MIN(len, size));
        return len;
    }
    return -ENOENT;
}
