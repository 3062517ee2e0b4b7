/*
 * test_virtio_word.c - where the VMM says that virtio-mmio devices are.
 */
// links: boot/virtio_word.c
#include "boot/virtio_word.h"

#include <string.h>

#include "tests/check.h"

static bool is(const char *text, uint64_t size, uint64_t base, uint32_t irq)
{
    struct virtio_place p;

    return virtio_word_parse(text, &p) && p.size == size && p.base == base &&
           p.irq == irq && !p.level && !p.low;
}

static bool refused(const char *text)
{
    struct virtio_place p = {1, 2, 3, true, true};

    return !virtio_word_parse(text, &p) && p.base == 1 && p.irq == 3;
}

TEST(words_of_real_vmms)
{
    CHECK(is("512@0xfeb00e00:12", 512, 0xfeb00e00, 12)); /* QEMU */
    CHECK(is("4K@0xc0001000:5", 4096, 0xc0001000, 5));   /* Firecracker */
    CHECK(is("0x200@0xD0000000:0x30:7", 512, 0xd0000000, 48));
    CHECK(is("1m@010:07", 1 << 20, 8, 7));
    CHECK(is("2G@0:0", 2ull << 30, 0, 0));
}

TEST(other_words_are_refused)
{
    static const char *const bad[] = {
        "",
        "@",
        "4K",
        "4K@",
        "4K@0x",
        "4K@0x1000",
        "4K@0x1000:",
        "4K@0x1000:x",
        "4K@0x1000:5x",
        "4K@0x1000:5:",
        "4K@0x1000:5:1:2",
        "0@0x1000:5",
        "-1@0x1000:5",
        " 4K@0x1000:5",
        "4KB@0x1000:5",
        "4K@0x1000:4294967296",
        "18446744073709551616@0:1",
        "4K@0xfffffffffffff001:5",
        "17179869184G@0:1",
        "08@0:1",
        "4K@0x10000000000000000:1",
    };

    for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        CHECK(refused(bad[i]));
}

/* What QEMU 7.2 writes for one device of microvm. */
static const uint8_t device[] = {
    0x5b, 0x82, 0x45, 0x04, 'V',  'R',  '0',  '7',  0x08, '_',  'H',  'I',
    'D',  0x0d, 'L',  'N',  'R',  'O',  '0',  '0',  '0',  '5',  0x00, 0x08,
    '_',  'U',  'I',  'D',  0x0a, 0x07, 0x08, '_',  'C',  'C',  'A',  0x01,
    0x08, '_',  'C',  'R',  'S',  0x11, 0x1a, 0x0a, 0x17, 0x86, 0x09, 0x00,
    0x01, 0x00, 0x0e, 0xb0, 0xfe, 0x00, 0x02, 0x00, 0x00, 0x89, 0x06, 0x00,
    0x01, 0x01, 0x1f, 0x00, 0x00, 0x00, 0x79, 0x00,
};

TEST(a_device_of_the_dsdt)
{
    struct virtio_place p;
    size_t at = 0;

    CHECK(virtio_aml_next(device, sizeof(device), &at, &p));
    CHECK(p.base == 0xfeb00e00 && p.size == 512 && p.irq == 31);
    CHECK(p.level && !p.low);
    CHECK(!virtio_aml_next(device, sizeof(device), &at, &p));
    CHECK(!virtio_aml_next(device, sizeof(device), &at, &p));
}

TEST(devices_are_walked_in_order)
{
    uint8_t aml[3 * sizeof(device)];
    struct virtio_place p;
    size_t at = 0;

    for (int i = 0; i < 3; i++) {
        memcpy(aml + i * sizeof(device), device, sizeof(device));
        aml[i * sizeof(device) + 62] = (uint8_t)(24 + i);
    }
    /* the second has no memory: the third's is not taken for it */
    aml[sizeof(device) + 45] = 0;
    CHECK(virtio_aml_next(aml, sizeof(aml), &at, &p) && p.irq == 24);
    CHECK(virtio_aml_next(aml, sizeof(aml), &at, &p) && p.irq == 26);
    CHECK(!virtio_aml_next(aml, sizeof(aml), &at, &p));
}

TEST(a_cut_device_is_none)
{
    struct virtio_place p;

    for (size_t len = 0; len < 65; len++) {
        size_t at = 0;
        bool found = virtio_aml_next(device, len, &at, &p);
        CHECK(found == (len > 64) && at <= len);
    }
}
