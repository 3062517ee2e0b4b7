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

#define MIB 0x100000ull

/* Bits 63 to 48 as bit 47 is [SDM 1 "Canonical Addressing"]. */
static uint64_t canonical(uint64_t address)
{
    return (uint64_t)((int64_t)(address << 16) >> 16);
}

static int transfer_error(ssize_t n)
{
    return n < 0 ? -errno : -EINVAL;
}

static void fix_addresses(Elf64_Phdr *program, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        program[i].p_vaddr = canonical(program[i].p_vaddr);
}

/* The header of what lies next above @paddr, for where its bytes are. */
static const Elf64_Phdr *next_above(const Elf64_Phdr *program, unsigned n,
                                    uint64_t paddr)
{
    const Elf64_Phdr *best = NULL;

    for (unsigned i = 0; i < n; i++) {
        const Elf64_Phdr *p = &program[i];
        if (p->p_type == PT_LOAD && p->p_filesz && p->p_paddr >= paddr &&
            (!best || p->p_paddr < best->p_paddr))
            best = p;
    }
    return best;
}

/*
 * A mapping that goes on from one block of RAM into the next has the bytes of
 * the first only; those of the second are in the file too. The block of the
 * image begins at 1 MiB at the latest. Appends a header for each such rest;
 * returns the new number of headers, at most twice @n.
 */
static unsigned add_rests(Elf64_Phdr *program, unsigned n)
{
    unsigned count = n;

    for (unsigned i = 0; i < n; i++) {
        Elf64_Phdr *p = &program[i], rest = *p;
        uint64_t from = p->p_paddr + p->p_filesz, end = p->p_paddr + p->p_memsz;
        const Elf64_Phdr *next = next_above(program, n, end);
        if (p->p_type != PT_LOAD || p->p_filesz >= p->p_memsz || !next)
            continue;
        if (from < MIB)
            from = MIB;
        if (from >= end || next->p_offset < next->p_paddr - from)
            continue;
        rest.p_vaddr += from - p->p_paddr;
        rest.p_paddr = from;
        rest.p_offset = next->p_offset - (next->p_paddr - from);
        rest.p_filesz = rest.p_memsz = end - from;
        p->p_memsz = p->p_filesz;
        program[count++] = rest;
    }
    return count;
}

/* Back in place if there are as many as before, else at the end. */
static int write_headers(int fd, Elf64_Ehdr *head, const Elf64_Phdr *program,
                         unsigned n)
{
    size_t size = n * sizeof(*program);
    ssize_t done;

    if (n != head->e_phnum)
        head->e_phoff = (uint64_t)lseek(fd, 0, SEEK_END);
    head->e_phnum = (Elf64_Half)n;
    done = pwrite(fd, program, size, (off_t)head->e_phoff);
    if (done != (ssize_t)size)
        return transfer_error(done);
    done = pwrite(fd, head, sizeof(*head), 0);
    return done == sizeof(*head) ? 0 : transfer_error(done);
}

static int by_offset(const void *a, const void *b)
{
    const Elf64_Phdr *x = a, *y = b;

    return (x->p_offset > y->p_offset) - (x->p_offset < y->p_offset);
}

/* Several headers may show the same bytes: one page at two addresses. */
static void free_gaps(int fd, const Elf64_Ehdr *head, Elf64_Phdr *program,
                      unsigned n)
{
    uint64_t end = head->e_phoff + head->e_phnum * sizeof(*program);
    off_t size = lseek(fd, 0, SEEK_END);

    qsort(program, n, sizeof(*program), by_offset);
    for (unsigned i = 0; i < n; i++) {
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
        head.e_phnum >= PN_XNUM / 2)
        return transfer_error(n);
    size = head.e_phnum * sizeof(*program);
    program = malloc(4 * size); /* with the rests, and a sorted copy */
    if (!program)
        return -ENOMEM;
    n = pread(fd, program, size, (off_t)head.e_phoff);
    error = n == (ssize_t)size ? 0 : transfer_error(n);
    if (!error) {
        unsigned count = add_rests(program, head.e_phnum);
        fix_addresses(program, count);
        memcpy(program + count, program, count * sizeof(*program));
        free_gaps(fd, &head, program + count, count);
        error = write_headers(fd, &head, program, count);
    }
    free(program);
    return error;
}
