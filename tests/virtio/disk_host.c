/*
 * disk_host.c - makes the test disk, and looks at it when the guest was there.
 *
 * usage: disk_host make|expect|check|unchanged FILE
 * `expect` makes it as the guest should leave it.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "tests/virtio/disk_pattern.h"

static bool within(uint64_t sector, uint64_t first, uint64_t count)
{
    return sector >= first && sector - first < count;
}

static uint64_t wanted(uint64_t sector, unsigned i, bool written)
{
    if (written && within(sector, DISK_ZEROED, DISK_ZEROED_COUNT))
        return 0;
    if (written && within(sector, DISK_WRITTEN, DISK_WRITTEN_COUNT))
        return disk_word(DISK_NEW, sector, i);
    return disk_word(DISK_OLD, sector, i);
}

static int make(FILE *f, bool written)
{
    for (uint64_t sector = 0; sector < DISK_SECTORS; sector++) {
        uint64_t word[64];

        for (unsigned i = 0; i < 64; i++)
            word[i] = wanted(sector, i, written);
        if (fwrite(word, sizeof(word), 1, f) != 1)
            return 2;
    }
    return 0;
}

static int check(FILE *f, bool written)
{
    for (uint64_t sector = 0; sector < DISK_SECTORS; sector++) {
        uint64_t word[64];

        if (fread(word, sizeof(word), 1, f) != 1) {
            printf("the disk ends at sector %lu\n", (unsigned long)sector);
            return 1;
        }
        for (unsigned i = 0; i < 64; i++) {
            if (word[i] == wanted(sector, i, written))
                continue;
            printf("sector %lu word %u is 0x%lx\n", (unsigned long)sector, i,
                   (unsigned long)word[i]);
            return 1;
        }
    }
    return 0;
}

int main(int argc, char **argv)
{
    bool expect = argc == 3 && strcmp(argv[1], "expect") == 0;
    bool making = expect || (argc == 3 && strcmp(argv[1], "make") == 0);
    FILE *f = argc == 3 ? fopen(argv[2], making ? "wb" : "rb") : NULL;
    int status;

    if (!f) {
        fprintf(stderr, "usage: disk_host make|expect|check|unchanged FILE\n");
        return 2;
    }
    status = making ? make(f, expect) : check(f, strcmp(argv[1], "check") == 0);
    return fclose(f) ? 2 : status;
}
