/*
 * core_fix.c - make QEMU's core one that gdb can use.
 */
#include "tools/pith/core_fix.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Bits 63 to 48 as bit 47 is [SDM 1 "Canonical Addressing"]. */
static uint64_t canonical(uint64_t address)
{
    return (uint64_t)((int64_t)(address << 16) >> 16);
}

static int transfer_error(ssize_t n)
{
    return n < 0 ? -errno : -EINVAL;
}

static int fix_addresses(int fd, const Elf64_Ehdr *head, Elf64_Phdr *program)
{
    size_t size = head->e_phnum * sizeof(*program);
    ssize_t n;

    for (unsigned i = 0; i < head->e_phnum; i++)
        program[i].p_vaddr = canonical(program[i].p_vaddr);
    n = pwrite(fd, program, size, head->e_phoff);
    return n == (ssize_t)size ? 0 : transfer_error(n);
}

static int by_offset(const void *a, const void *b)
{
    const Elf64_Phdr *x = a, *y = b;

    return (x->p_offset > y->p_offset) - (x->p_offset < y->p_offset);
}

/* Several headers may show the same bytes: one page at two addresses. */
static void free_gaps(int fd, const Elf64_Ehdr *head, Elf64_Phdr *program)
{
    uint64_t end = head->e_phoff + head->e_phnum * sizeof(*program);
    off_t size = lseek(fd, 0, SEEK_END);

    qsort(program, head->e_phnum, sizeof(*program), by_offset);
    for (unsigned i = 0; i < head->e_phnum; i++) {
        uint64_t from = program[i].p_offset, to = from + program[i].p_filesz;

        if (from > end && from <= (uint64_t)size)
            fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
                      (off_t)end, (off_t)(from - end));
        end = to > end ? to : end;
    }
    if (size > 0 && end < (uint64_t)size && ftruncate(fd, (off_t)end) != 0)
        return;
}

int core_fix(int fd)
{
    Elf64_Phdr *program;
    Elf64_Ehdr head;
    ssize_t n = pread(fd, &head, sizeof(head), 0);
    size_t size;
    int error;

    if (n != sizeof(head) || memcmp(head.e_ident, ELFMAG, SELFMAG) != 0 ||
        head.e_type != ET_CORE || head.e_phentsize != sizeof(*program) ||
        head.e_phnum == PN_XNUM)
        return transfer_error(n);
    size = head.e_phnum * sizeof(*program);
    program = malloc(size);
    if (!program)
        return -ENOMEM;
    n = pread(fd, program, size, head.e_phoff);
    error = n == (ssize_t)size ? fix_addresses(fd, &head, program)
                               : transfer_error(n);
    if (!error)
        free_gaps(fd, &head, program);
    free(program);
    return error;
}
