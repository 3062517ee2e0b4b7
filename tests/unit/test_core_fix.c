/*
 * test_core_fix.c - the addresses and gaps of a core.
 */
// cflags: -D_GNU_SOURCE
// links: tools/pith/core_fix.c

#include "tools/pith/core_fix.h"

#include <elf.h>
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/check.h"

#define MIB 0x100000

struct core {
    Elf64_Ehdr head;
    Elf64_Phdr program[4];
};

static struct core make(void)
{
    struct core c = {
        .head = {.e_ident = ELFMAG,
                 .e_type = ET_CORE,
                 .e_phentsize = sizeof(Elf64_Phdr),
                 .e_phoff = sizeof(Elf64_Ehdr),
                 .e_phnum = 4},
        .program = {
            {.p_type = PT_NOTE, .p_offset = 0x200, .p_filesz = 0x100},
            {.p_type = PT_LOAD,
             .p_vaddr = 0xffff600000200000,
             .p_offset = 3 * MIB,
             .p_filesz = MIB},
            {.p_type = PT_LOAD,
             .p_vaddr = 0xffff000000001000,
             .p_offset = MIB,
             .p_filesz = MIB},
            {.p_type = PT_LOAD,
             .p_vaddr = 0xffff800000000000,
             .p_offset = 3 * MIB,
             .p_filesz = MIB / 2},
        }};

    return c;
}

/* A file of @size bytes of 'x', with @c at its start. */
static int put(const struct core *c, size_t size)
{
    static char block[MIB];
    int fd = memfd_create("core", MFD_CLOEXEC);

    memset(block, 'x', sizeof(block));
    for (size_t at = 0; at < size; at += MIB)
        CHECK(pwrite(fd, block, MIB, (off_t)at) == MIB);
    CHECK(pwrite(fd, c, sizeof(*c), 0) == sizeof(*c));
    CHECK(ftruncate(fd, (off_t)size) == 0);
    return fd;
}

static char byte_at(int fd, off_t at)
{
    char byte = '?';

    return pread(fd, &byte, 1, at) == 1 ? byte : '-';
}

TEST(addresses_become_canonical)
{
    struct core c = make(), after;
    int fd = put(&c, 6 * MIB);

    CHECK(core_fix(fd) == 0);
    CHECK(pread(fd, &after, sizeof(after), 0) == sizeof(after));
    CHECK(after.program[0].p_vaddr == 0);
    CHECK(after.program[1].p_vaddr == 0x600000200000);
    CHECK(after.program[2].p_vaddr == 0x1000);
    CHECK(after.program[3].p_vaddr == 0xffff800000000000);
    CHECK(after.program[1].p_offset == 3 * MIB);
    close(fd);
}

TEST(what_no_header_shows_is_freed)
{
    struct core c = make();
    int fd = put(&c, 6 * MIB);

    CHECK(core_fix(fd) == 0);
    CHECK(lseek(fd, 0, SEEK_END) == 4 * MIB);
    CHECK(byte_at(fd, MIB) == 'x' && byte_at(fd, 2 * MIB - 1) == 'x');
    CHECK(byte_at(fd, 5 * MIB / 2) == '\0');
    CHECK(byte_at(fd, 3 * MIB) == 'x' && byte_at(fd, 4 * MIB - 1) == 'x');
    close(fd);
}

/* Below 1 MiB one block of RAM, above it the next, with a hole between. */
TEST(a_mapping_over_two_blocks_has_all_its_bytes)
{
    struct core c = make(), after;
    Elf64_Phdr headers[5];
    int fd;

    c.program[2].p_paddr = 0x1000;
    c.program[2].p_filesz = 0x9f000;
    c.program[2].p_memsz = 2 * MIB - 0x1000;
    c.program[1].p_paddr = 2 * MIB;
    fd = put(&c, 6 * MIB);
    CHECK(core_fix(fd) == 0);
    CHECK(pread(fd, &after, sizeof(after), 0) == sizeof(after));
    CHECK(after.head.e_phnum == 5);
    CHECK(pread(fd, headers, sizeof(headers), (off_t)after.head.e_phoff) ==
          sizeof(headers));
    CHECK(headers[2].p_vaddr == 0x1000 && headers[2].p_memsz == 0x9f000);
    CHECK(headers[4].p_type == PT_LOAD && headers[4].p_vaddr == MIB);
    CHECK(headers[4].p_filesz == MIB && headers[4].p_memsz == MIB);
    CHECK(headers[4].p_offset == 2 * MIB);
    CHECK(byte_at(fd, 2 * MIB) == 'x' && byte_at(fd, 3 * MIB - 1) == 'x');
    close(fd);
}

TEST(other_files_stay_as_they_are)
{
    struct core c = make();
    int fd;

    c.head.e_type = ET_EXEC;
    fd = put(&c, MIB);
    CHECK(core_fix(fd) == -EINVAL && byte_at(fd, MIB - 1) == 'x');
    close(fd);
    c = make();
    c.head.e_phnum = 60000; /* behind the end */
    fd = put(&c, MIB);
    CHECK(core_fix(fd) == -EINVAL && byte_at(fd, MIB - 1) == 'x');
    close(fd);
    CHECK(core_fix(-1) == -EBADF);
}
