/*
 * roots.c - the roots of ACPI's tables and of the MP specification's.
 *
 * ACPI's comes from start_info; where that says 0 (Firecracker) it is looked
 * for as on a PC: in the first KiB of the extended BIOS data area and in
 * 0xe0000 to 0xfffff [ACPI 5.2.5.1]. The MP floating pointer lies in one of
 * the same places, or in the last KiB of base memory [MP 4].
 */
#include <stdlib.h>
#include <string.h>

#include "facts.h"

#define EBDA_SEGMENT 0x40e /* a word in the BIOS data area */
#define BASE_END     0xa0000
#define ROM_START    0xe0000
#define ROM_SIZE     0x20000
#define KIB          1024
#define TABLE_MAX    (1u << 20)
#define STEP         16

/* [ACPI 5.2.5.3] */
struct __attribute__((packed)) rsdp {
    char signature[8];
    uint8_t checksum;
    char oem[6];
    uint8_t revision;
    uint32_t rsdt;
    uint32_t length; /* from here on revision 2 */
    uint64_t xsdt;
    uint8_t checksum2, reserved[3];
};
_Static_assert(sizeof(struct rsdp) == 36, "[ACPI 5.2.5.3]");
#define RSDP_V1_SIZE 20

/* [ACPI 5.2.6] */
struct __attribute__((packed)) table_header {
    char signature[4];
    uint32_t length;
    char rest[28];
};
_Static_assert(sizeof(struct table_header) == 36, "[ACPI 5.2.6]");

/* [MP 4.1] */
struct __attribute__((packed)) mp_pointer {
    char signature[4];
    uint32_t config;
    uint8_t length, revision, checksum, features[5];
};
_Static_assert(sizeof(struct mp_pointer) == 16, "[MP 4.1]");

/* [MP 4.2] */
struct __attribute__((packed)) mp_config {
    char signature[4];
    uint16_t length;
    uint8_t revision, checksum;
    char oem[8], product[12];
    uint32_t oem_table;
    uint16_t oem_size, entries;
    uint32_t lapic;
    uint16_t extended;
    uint8_t extended_checksum, reserved;
};
_Static_assert(sizeof(struct mp_config) == 44, "[MP 4.2]");

static bool sums_to_zero(const void *bytes, size_t n)
{
    const uint8_t *p = bytes;
    uint8_t sum = 0;

    while (n-- > 0)
        sum += *p++;
    return sum == 0;
}

static bool rsdp_valid(const struct rsdp *r)
{
    return memcmp(r->signature, "RSD PTR ", 8) == 0 &&
           sums_to_zero(r, RSDP_V1_SIZE) &&
           (r->revision < 2 || sums_to_zero(r, sizeof(*r)));
}

static bool is_rsdp(const void *at)
{
    return memcmp(at, "RSD PTR ", 8) == 0 && sums_to_zero(at, RSDP_V1_SIZE);
}

static bool is_mp_pointer(const void *at)
{
    return memcmp(at, "_MP_", 4) == 0 &&
           sums_to_zero(at, sizeof(struct mp_pointer));
}

/* Where in [@paddr, +@len) @is says yes; 0 if nowhere. */
static uint64_t scan(read_fn read, uint64_t paddr, size_t len,
                     bool (*is)(const void *))
{
    /* A structure at the end may reach beyond what is looked through. */
    uint8_t *bytes = calloc(1, len + sizeof(struct rsdp));
    uint64_t found = 0;

    if (bytes && read(paddr, bytes, len) == 0) {
        for (size_t i = 0; i < len && !found; i += STEP) {
            if (is(bytes + i))
                found = paddr + i;
        }
    }
    free(bytes);
    return found;
}

static uint64_t scan_pc(read_fn read, bool (*is)(const void *))
{
    uint16_t segment = 0;
    uint64_t found = 0;

    if (read(EBDA_SEGMENT, &segment, sizeof(segment)) == 0 && segment)
        found = scan(read, segment * 16ul, KIB, is);
    return found ? found : scan(read, ROM_START, ROM_SIZE, is);
}

/* The table at @paddr, its bytes from malloc(); NULL if it is broken. */
static uint8_t *table_read(read_fn read, uint64_t paddr, struct acpi_entry *e)
{
    struct table_header h = {0};
    uint8_t *bytes = NULL;

    *e = (struct acpi_entry){.paddr = paddr};
    if (read(paddr, &h, sizeof(h)) != 0)
        return NULL;
    for (unsigned i = 0; i < sizeof(h.signature); i++)
        e->signature[i] =
            h.signature[i] > ' ' && h.signature[i] < 127 ? h.signature[i] : '?';
    e->length = h.length;
    if (h.length >= sizeof(h) && h.length <= TABLE_MAX)
        bytes = malloc(h.length);
    if (bytes && read(paddr, bytes, h.length) == 0 &&
        sums_to_zero(bytes, h.length)) {
        e->valid = true;
        return bytes;
    }
    free(bytes);
    return NULL;
}

static void list_read(struct acpi_root *a, read_fn read, size_t entry_size)
{
    struct acpi_entry list;
    uint8_t *bytes = table_read(read, a->list_paddr, &list);

    a->list_valid = bytes;
    for (size_t at = sizeof(struct table_header);
         bytes && at + entry_size <= list.length && a->nr_tables < FACTS_TABLES;
         at += entry_size) {
        uint64_t paddr = 0;
        memcpy(&paddr, bytes + at, entry_size);
        free(table_read(read, paddr, &a->table[a->nr_tables++]));
    }
    free(bytes);
}

static void acpi_read(struct acpi_root *a, read_fn read)
{
    struct rsdp r = {0};

    if (a->source == ROOT_NONE || read(a->paddr, &r, sizeof(r)) != 0 ||
        !rsdp_valid(&r))
        return;
    a->valid = true;
    a->revision = r.revision;
    memcpy(a->oem, r.oem, sizeof(r.oem));
    bool extended = r.revision >= 2 && r.xsdt;
    a->list_paddr = extended ? r.xsdt : r.rsdt;
    list_read(a, read, extended ? 8 : 4);
}

static void mp_read(struct mp_root *m, read_fn read)
{
    struct mp_pointer p;
    struct mp_config c;
    uint8_t type;

    if (read(m->paddr, &p, sizeof(p)) != 0)
        return;
    m->config_paddr = p.config;
    if (p.config == 0 || read(p.config, &c, sizeof(c)) != 0 ||
        memcmp(c.signature, "PCMP", 4) != 0)
        return;
    m->entries = c.entries;
    m->valid = true;
    /* By length: qboot leaves the count of entries 0. */
    uint64_t at = p.config + sizeof(c), end = p.config + (uint64_t)c.length;
    while (at < end && read(at, &type, 1) == 0) {
        m->cpus += type == 0;
        at += type == 0 ? 20 : 8; /* [MP 4.3] */
    }
}

void facts_roots(struct facts *f, read_fn read)
{
    f->acpi.paddr = f->info_read ? f->info.rsdp_paddr : 0;
    f->acpi.source = f->acpi.paddr ? ROOT_START_INFO : ROOT_NONE;
    if (!f->acpi.paddr) {
        f->acpi.paddr = scan_pc(read, is_rsdp);
        f->acpi.source = f->acpi.paddr ? ROOT_SCAN : ROOT_NONE;
    }
    acpi_read(&f->acpi, read);

    f->mp.paddr = scan_pc(read, is_mp_pointer);
    if (!f->mp.paddr)
        f->mp.paddr = scan(read, BASE_END - KIB, KIB, is_mp_pointer);
    f->mp.source = f->mp.paddr ? ROOT_SCAN : ROOT_NONE;
    if (f->mp.paddr)
        mp_read(&f->mp, read);
}
