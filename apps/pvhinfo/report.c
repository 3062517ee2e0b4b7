/*
 * report.c - see report.h. Keys are part of the JSON's interface.
 */
#include "report.h"

#include <stdio.h>
#include <string.h>

#include <pith/boot.h>

#include "out.h"

static const char *const result_name[] = {"PASS", "FAIL", "NOTE"};
static const char *const root_name[] = {"none", "start_info", "scan"};

static void registers(const struct facts *f)
{
    const struct pith_entry_state *c = &f->cpu;

    out_section("registers", "Registers at the entry");
    out_hex("eax", c->eax);
    out_hex("ebx", c->ebx);
    out_hex("ecx", c->ecx);
    out_hex("edx", c->edx);
    out_hex("esi", c->esi);
    out_hex("edi", c->edi);
    out_hex("ebp", c->ebp);
    out_hex("esp", c->esp);
    out_hex("eflags", c->eflags);
    out_hex("cr0", c->cr0);
    out_hex("cr4", c->cr4);
    out_hex("efer", c->efer);
    out_hex("fs", c->fs);
    out_hex("gs", c->gs);
    out_hex("ldtr", c->ldtr);
    out_hex("gdtr_base", c->gdt_base);
    out_hex("gdtr_limit", c->gdt_limit);
    out_hex("idtr_base", c->idt_base);
    out_hex("idtr_limit", c->idt_limit);
    out_hex("tsc", pith_entry_tsc());
    out_end();
}

static void segment(const char *name, const struct segment *s)
{
    out_record();
    out_string("register", name);
    out_hex("selector", s->selector);
    out_bool("visible", s->visible);
    if (!s->visible)
        return;
    out_hex("base", s->base);
    out_hex("limit", s->limit);
    out_hex("access", s->access);
    out_hex("flags", s->flags);
}

static void segments(const struct facts *f)
{
    out_list("segments", "Segments, as the GDT has them");
    segment("cs", &f->cs);
    segment("ds", &f->ds);
    segment("es", &f->es);
    segment("ss", &f->ss);
    segment("tr", &f->tr);
    out_end();
}

static void start_info(const struct facts *f)
{
    const struct info_block *i = &f->info;

    out_section("start_info", "start_info");
    out_hex("paddr", f->cpu.ebx);
    out_hex("magic", i->magic);
    out_number("version", i->version);
    out_hex("flags", i->flags);
    out_number("nr_modules", i->nr_modules);
    out_hex("modlist_paddr", i->modlist_paddr);
    out_hex("cmdline_paddr", i->cmdline_paddr);
    out_hex("rsdp_paddr", i->rsdp_paddr);
    if (i->version > 0) {
        out_hex("memmap_paddr", i->memmap_paddr);
        out_number("memmap_entries", i->memmap_entries);
        out_hex("reserved", i->reserved);
    }
    if (f->cmdline.bytes) {
        out_bytes("cmdline", f->cmdline.bytes, f->cmdline.len);
        out_bool("cmdline_ended", f->cmdline.ended);
    }
    out_end();
}

static void modules(const struct facts *f)
{
    out_list("modules", "Modules");
    for (unsigned i = 0; i < f->nr_modules; i++) {
        out_record();
        out_hex("paddr", f->module[i].paddr);
        out_hex("size", f->module[i].size);
        out_hex("cmdline_paddr", f->module[i].cmdline_paddr);
        out_hex("reserved", f->module[i].reserved);
    }
    out_end();
}

static const char *type_name(uint32_t type)
{
    static const char *const name[] = {"?",        "RAM",       "reserved",
                                       "ACPI",     "NVS",       "unusable",
                                       "disabled", "persistent"};

    return type < sizeof(name) / sizeof(name[0]) ? name[type] : name[0];
}

static void map(const struct facts *f)
{
    out_list("map", "Memory map as given");
    for (unsigned i = 0; i < f->nr_map; i++) {
        out_record();
        out_hex("addr", f->map[i].addr);
        out_hex("size", f->map[i].size);
        out_number("type", f->map[i].type);
        out_string("is", type_name(f->map[i].type));
        if (f->map[i].reserved)
            out_hex("reserved", f->map[i].reserved);
    }
    out_end();
    out_section("used", "Memory as used");
    out_string("map_source", f->map_source);
    out_hex("image_start", f->image.start);
    out_hex("image_end", f->image.end);
    out_end();
    out_list("free", "Free RAM at boot");
    for (unsigned i = 0; i < f->nr_ram; i++) {
        out_record();
        out_hex("start", f->ram[i].start);
        out_hex("end", f->ram[i].end);
    }
    out_end();
}

static void signature_of(const struct leaf *l, char text[13])
{
    memcpy(text, &l->ebx, 4);
    memcpy(text + 4, &l->ecx, 4);
    memcpy(text + 8, &l->edx, 4);
    text[12] = '\0';
}

static void leaves(const struct facts *f)
{
    out_list("cpuid", "Hypervisor's CPUID leaves");
    for (unsigned i = 0; i < f->nr_leaves; i++) {
        const struct leaf *l = &f->leaf[i];

        out_record();
        out_hex("leaf", l->leaf);
        out_hex("eax", l->eax);
        out_hex("ebx", l->ebx);
        out_hex("ecx", l->ecx);
        out_hex("edx", l->edx);
        if ((l->leaf & 0xff) == 0) {
            char text[13];
            signature_of(l, text);
            out_bytes("signature", text, strlen(text));
        }
    }
    out_end();
}

static void acpi(const struct facts *f)
{
    const struct acpi_root *a = &f->acpi;

    out_section("acpi", "ACPI");
    out_string("source", root_name[a->source]);
    if (a->source != ROOT_NONE) {
        out_hex("rsdp", a->paddr);
        out_bool("valid", a->valid);
        out_number("revision", a->revision);
        out_bytes("oem", a->oem, strlen(a->oem));
        out_hex("root_table", a->list_paddr);
        out_bool("root_valid", a->list_valid);
    }
    out_end();
    out_list("acpi_tables", "ACPI tables");
    for (unsigned i = 0; i < a->nr_tables; i++) {
        out_record();
        out_string("signature", a->table[i].signature);
        out_hex("paddr", a->table[i].paddr);
        out_number("length", a->table[i].length);
        out_bool("valid", a->table[i].valid);
    }
    out_end();
}

static void mp(const struct facts *f)
{
    out_section("mp", "MP table");
    out_string("source", root_name[f->mp.source]);
    if (f->mp.source != ROOT_NONE) {
        out_hex("pointer", f->mp.paddr);
        out_hex("config", f->mp.config_paddr);
        out_bool("valid", f->mp.valid);
        out_number("entries", f->mp.entries);
        out_number("cpus", f->mp.cpus);
    }
    out_end();
}

static void machine(const struct facts *f)
{
    out_section("machine", "CPU, as it is now");
    out_string("hypervisor", f->hypervisor[0] ? f->hypervisor : "none");
    if (f->has_apic)
        out_hex("apic_base", f->apic_base);
    if (f->has_mtrr)
        out_hex("mtrr_def_type", f->mtrr_def_type);
    out_end();
    out_list("devices", "Devices");
    for (unsigned i = 0; i < f->nr_devices; i++) {
        const struct device *d = &f->device[i];

        out_record();
        out_string("name", d->name);
        out_hex("port", d->port);
        out_bool("present", d->present);
        if (d->detail[0])
            out_string("detail", d->detail);
    }
    out_end();
}

static void virtio(const struct facts *f)
{
    out_list("virtio_mmio", "virtio-mmio");
    for (unsigned i = 0; i < f->nr_virtio; i++) {
        const struct virtio_slot *s = &f->virtio[i];

        out_record();
        out_hex("paddr", s->paddr);
        out_number("irq", s->irq);
        out_string("found", s->named ? "command line" : "probe");
        out_hex("magic", s->magic);
        out_number("version", s->version);
        out_number("device", s->device);
        out_hex("vendor", s->vendor);
    }
    out_end();
}

void report_facts(const struct facts *f)
{
    registers(f);
    segments(f);
    start_info(f);
    modules(f);
    map(f);
    acpi(f);
    mp(f);
    leaves(f);
    machine(f);
    virtio(f);
}

void report_verdicts(const struct verdicts *v)
{
    out_list("verdicts", "Verdicts");
    for (unsigned i = 0; i < v->count; i++) {
        const struct verdict *row = &v->row[i];

        out_record();
        out_verdict(result_name[row->result], row->point, row->section,
                    row->detail);
    }
    out_end();
    out_section("summary", "Summary");
    out_number("passed", v->count - v->failed - v->noted);
    out_number("failed", v->failed);
    out_number("noted", v->noted);
    out_bool("conforms", v->failed == 0);
    out_end();
}

void report_failures(const struct verdicts *v)
{
    for (unsigned i = 0; i < v->count; i++) {
        const struct verdict *row = &v->row[i];

        if (row->result == RESULT_FAIL)
            printf("FAIL %s: %s [%s]\n", row->point, row->detail, row->section);
    }
}
