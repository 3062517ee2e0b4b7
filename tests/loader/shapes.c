/*
 * shapes.c - makes the files of all shapes.
 *
 * usage: shapes IMAGE INITRD FOLDER DIR
 *
 * FOLDER is what INITRD was packed from, with the files hello.txt and data.
 * Writes DIR/NAME.shape, DIR/NAME.want, and prints the names, one a line,
 * followed by ` hidden` where fw_cfg must be hidden from the image. Adding a
 * case is adding a row to one of the tables in vmm.c, cpu.c, maps.c, tables.c.
 */
#include "tests/loader/gen.h"

#include <stdio.h>
#include <string.h>

static void apply(struct shape *s, const struct edit *e)
{
    const uint64_t base[] = {[ABSOLUTE] = 0,
                             [START] = world.start,
                             [END] = world.end,
                             [TOP] = RAM_TOP,
                             [GUARD] = world.guard};
    uint64_t value = base[e->base] + e->value;

    memcpy((char *)s + e->offset, &value, e->size);
}

static void make(const struct row *row, const char *dir)
{
    static struct shape s;

    memset(&s, 0, sizeof(s));
    s.name = row->name;
    s.refused = row->refused;
    row->build(&s);
    for (const struct edit *e = row->edit; e->size; e++)
        apply(&s, e);
    gen_write(&s, dir);
    printf("%s%s\n", s.name, s.hidden ? " hidden" : "");
}

int main(int argc, char **argv)
{
    static const struct row *const table[] = {vmm_rows, cpu_rows, map_rows,
                                              table_rows};

    if (argc != 5) {
        fprintf(stderr, "usage: shapes IMAGE INITRD FOLDER DIR\n");
        return 1;
    }
    world_read_image(argv[1]);
    world_read_archive(argv[2], argv[3]);
    for (unsigned i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        for (const struct row *row = table[i]; row->name; row++)
            make(row, argv[4]);
    }
    return 0;
}
