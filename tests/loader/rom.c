/*
 * rom.c - does what a VMM's loader does, as a shape tells, then starts the
 * image.
 *
 * For QEMU's microvm, as `-bios`. Image, initial archive and shape come by
 * fw_cfg's DMA, which leaves no trace in the guest's RAM, and works where
 * ports 0x510 and 0x511 have been covered to hide fw_cfg from the image.
 * Whatever is wrong ends in a line `rom: ...` on COM1 and a halt. Registers are
 * loaded by RSM, so the CPU must have SMM: TCG has, some KVM hosts have not.
 */
#include "tests/loader/shape.h"

#include <stdbool.h>
#include <stddef.h>

#define PORT_DMA        0x514 /* [QEMU docs/specs/fw_cfg] */
#define DMA_ERROR       1
#define DMA_READ        2
#define DMA_SKIP        4
#define DMA_SELECT      8
#define KEY_DIRECTORY   0x19
#define FILES_MAX       64

#define PORT_COM1       0x3f8
#define PT_LOAD         1
#define PT_NOTE         4
#define PHYS32_ENTRY    18 /* [PVH "ELF note"] */

#define SMBASE          0xfffe8000
#define SMBASE_RESET    0x30000
#define SMM_REVISION    0x20064 /* the AMD64 layout, SMBASE may move */
#define LAPIC_ICR       0xfee00300
#define ICR_SMI_TO_SELF 0x40200
#define CR4_OSFXSR      0x200

#define NOTE_BYTES_MAX  256
#define TRIES_MAX       100000000

/* Offsets in SMRAM, from 0xfe00 on. [AMD64 2 "SMRAM State-Save Area"] */
struct __attribute__((packed)) smm_state {
    struct shape_segment segment[SHAPE_SEGMENTS]; /* 0xfe00 */
    uint8_t unused1[0x30];
    uint64_t efer; /* 0xfed0 */
    uint8_t unused2[0x24];
    uint32_t revision; /* 0xfefc */
    uint32_t smbase;   /* 0xff00 */
    uint8_t unused3[0x44];
    uint64_t cr4, cr3, cr0, dr7, dr6, rflags, rip; /* 0xff48 */
    uint64_t r8_to_15[8];                          /* 0xff80 */
    uint64_t rdi, rsi, rbp, rsp, rbx, rdx, rcx, rax;
};
_Static_assert(offsetof(struct smm_state, efer) == 0xd0, "[AMD64 2]");
_Static_assert(offsetof(struct smm_state, revision) == 0xfc, "[AMD64 2]");
_Static_assert(offsetof(struct smm_state, cr4) == 0x148, "[AMD64 2]");
_Static_assert(offsetof(struct smm_state, rip) == 0x178, "[AMD64 2]");
_Static_assert(sizeof(struct smm_state) == 0x200, "[AMD64 2]");

struct elf64_header {
    uint8_t ident[16];
    uint16_t type, machine;
    uint32_t version;
    uint64_t entry, phoff, shoff;
    uint32_t flags;
    uint16_t ehsize, phentsize, phnum, shentsize, shnum, shstrndx;
};

struct elf64_segment {
    uint32_t type, flags;
    uint64_t offset, vaddr, paddr, filesz, memsz, align;
};

struct smm_state smm_state;
extern const uint8_t smi_first[], smi_first_end[];
void rom_main(void);

static struct shape_file shape;
static struct shape_step steps[SHAPE_STEPS_MAX];
static uint16_t key_shape, key_image, key_initrd;

static void out8(uint16_t port, uint8_t value)
{
    __asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static void out32(uint16_t port, uint32_t value)
{
    __asm__ volatile("outl %0, %1" : : "a"(value), "Nd"(port) : "memory");
}

static _Noreturn void die(const char *why)
{
    for (const char *p = "rom: "; *p; p++)
        out8(PORT_COM1, *p);
    for (; *why; why++)
        out8(PORT_COM1, *why);
    out8(PORT_COM1, '\n');
    for (;;)
        __asm__ volatile("cli; hlt");
}

static void fill(uint32_t addr, uint32_t len, uint32_t word)
{
    uint32_t n = len / 4;

    __asm__ volatile("rep stosl" : "+D"(addr), "+c"(n) : "a"(word) : "memory");
}

/* gcc calls these even when freestanding. */
void *memset(void *to, int byte, size_t n);
void *memset(void *to, int byte, size_t n)
{
    void *at = to;

    __asm__ volatile("rep stosb" : "+D"(at), "+c"(n) : "a"(byte) : "memory");
    return to;
}

void *memcpy(void *to, const void *from, size_t n);
void *memcpy(void *to, const void *from, size_t n)
{
    void *at = to;

    __asm__ volatile("rep movsb" : "+D"(at), "+S"(from), "+c"(n) : : "memory");
    return to;
}

/* --- fw_cfg --- */

static void dma(uint32_t control, uint32_t addr, uint32_t len)
{
    static volatile struct {
        uint32_t control, len, addr_high, addr_low;
    } request;

    request.control = __builtin_bswap32(control);
    request.len = __builtin_bswap32(len);
    request.addr_high = 0;
    request.addr_low = __builtin_bswap32(addr);
    out32(PORT_DMA, 0);
    out32(PORT_DMA + 4, __builtin_bswap32((uint32_t)&request));
    while (__builtin_bswap32(request.control) & ~DMA_ERROR)
        continue;
    if (request.control)
        die("a fw_cfg transfer failed");
}

/* @len bytes from @offset of the file @key to guest memory at @addr. */
static void read_at(uint16_t key, uint32_t offset, uint32_t addr, uint32_t len)
{
    dma((uint32_t)key << 16 | DMA_SELECT | DMA_SKIP, 0, offset);
    dma(DMA_READ, addr, len);
}

static bool same(const char *a, const char *b)
{
    for (; *a && *a == *b; a++, b++)
        continue;
    return *a == *b;
}

static void find_files(void)
{
    uint32_t count;
    struct {
        uint32_t size;
        uint16_t key, reserved;
        char name[56];
    } file;

    read_at(KEY_DIRECTORY, 0, (uint32_t)&count, sizeof(count));
    count = __builtin_bswap32(count);
    for (uint32_t i = 0; i < count && i < FILES_MAX; i++) {
        uint16_t key;

        dma(DMA_READ, (uint32_t)&file, sizeof(file));
        key = __builtin_bswap16(file.key);
        if (same(file.name, "opt/pith/shape"))
            key_shape = key;
        else if (same(file.name, "opt/pith/image"))
            key_image = key;
        else if (same(file.name, "opt/pith/initrd"))
            key_initrd = key;
    }
    if (!key_shape || !key_image || !key_initrd)
        die("fw_cfg lacks opt/pith/shape, image or initrd");
}

static void read_shape(void)
{
    read_at(key_shape, 0, (uint32_t)&shape, sizeof(shape));
    if (shape.magic != SHAPE_MAGIC || shape.nr_steps > SHAPE_STEPS_MAX)
        die("opt/pith/shape is no shape");
    dma(DMA_READ, (uint32_t)steps, shape.nr_steps * sizeof(*steps));
}

/* --- the image --- */

/* The entry in the notes of a PT_NOTE, as linux-loader looks for it. */
static uint32_t find_entry(const struct elf64_segment *segment)
{
    static uint8_t bytes[NOTE_BYTES_MAX];
    uint32_t len = segment->filesz, at = 0;

    if (len > sizeof(bytes))
        die("a PT_NOTE is too long");
    read_at(key_image, segment->offset, (uint32_t)bytes, len);
    while (at + 12 <= len) {
        const uint32_t *note = (const uint32_t *)(bytes + at);
        uint32_t desc = 12 + ((note[0] + 3) & ~3u);

        if (note[2] == PHYS32_ENTRY && note[0] == 4 && note[1] >= 4 &&
            same((const char *)&note[3], "Xen"))
            return note[desc / 4];
        at += desc + ((note[1] + 3) & ~3u);
    }
    return 0;
}

static void load_segment(const struct elf64_segment *segment, uint32_t how)
{
    uint32_t paddr = segment->paddr, filesz = segment->filesz;

    if (filesz)
        read_at(key_image, segment->offset, paddr, filesz);
    if (how & SHAPE_ZERO_BSS)
        memset((void *)(paddr + filesz), 0, (uint32_t)segment->memsz - filesz);
}

/* Returns the entry: what the last PT_NOTE says. */
static uint32_t load_image(uint32_t how)
{
    struct elf64_header header;
    uint32_t entry = 0;

    read_at(key_image, 0, (uint32_t)&header, sizeof(header));
    if (header.ident[0] != 0x7f || header.ident[4] != 2)
        die("opt/pith/image is not an ELF64 file");
    for (unsigned i = 0; i < header.phnum; i++) {
        struct elf64_segment segment;

        read_at(key_image, (uint32_t)header.phoff + i * sizeof(segment),
                (uint32_t)&segment, sizeof(segment));
        if (segment.type == PT_LOAD)
            load_segment(&segment, how);
        if (segment.type == PT_NOTE)
            entry = find_entry(&segment);
    }
    if (!entry)
        die("the image has no PVH note");
    return entry;
}

/* --- the shape --- */

/* Returns the image's entry. */
static uint32_t do_steps(void)
{
    uint32_t entry = 0;

    for (unsigned i = 0; i < shape.nr_steps; i++) {
        const struct shape_step *s = &steps[i];

        if (s->kind == SHAPE_FILL)
            fill(s->addr, s->len, s->value);
        else if (s->kind == SHAPE_BYTES)
            read_at(key_shape, s->value, s->addr, s->len);
        else if (s->kind == SHAPE_INITRD)
            read_at(key_initrd, 0, s->addr, s->len);
        else if (s->kind == SHAPE_IMAGE)
            entry = load_image(s->value);
        else
            die("an unknown step");
    }
    return entry;
}

static void set_pic(void)
{
    static const uint16_t port[2] = {0x20, 0xa0};

    for (unsigned i = 0; i < 2; i++) { /* ICW1 to ICW4, then the mask [8259] */
        out8(port[i], 0x11);
        out8(port[i] + 1, shape.cpu.pic_vector[i]);
        out8(port[i] + 1, i ? 2 : 4);
        out8(port[i] + 1, 1);
        out8(port[i] + 1, shape.cpu.pic_mask[i]);
    }
}

/* What RSM does not load. */
static void set_other_registers(void)
{
    const struct shape_cpu *cpu = &shape.cpu;

    __asm__ volatile("mov %0, %%cr4" : : "r"(CR4_OSFXSR));
    __asm__ volatile("fninit; fldcw %0; ldmxcsr %1"
                     :
                     : "m"(cpu->fcw), "m"(cpu->mxcsr));
    if (cpu->flags & SHAPE_FPU_FULL)
        __asm__ volatile("fldz; fld1; fdivp; fld1; fld1; fld1; fld1;"
                         "fld1; fld1; fld1");
    if (cpu->flags & SHAPE_PIC)
        set_pic();
    __asm__ volatile("mov %0, %%dr0" : : "r"(cpu->dr0));
    __asm__ volatile("mov %0, %%cr2" : : "r"(cpu->cr2));
}

static void make_state(uint32_t entry)
{
    const struct shape_cpu *cpu = &shape.cpu;
    struct smm_state *s = &smm_state;

    memcpy(s->segment, cpu->segment, sizeof(s->segment));
    s->efer = cpu->efer;
    s->revision = SMM_REVISION;
    s->smbase = SMBASE;
    s->cr4 = cpu->cr4;
    s->cr3 = cpu->cr3;
    s->cr0 = cpu->cr0;
    s->dr7 = cpu->dr7 | 0x400; /* reads as one [SDM 3 "DR7"] */
    s->dr6 = 0xffff0ff0;
    s->rflags = cpu->eflags | 2;
    s->rip = entry;
    s->rax = cpu->eax;
    s->rcx = cpu->flags & SHAPE_ECX_ENTRY ? entry : cpu->ecx;
    s->rdx = cpu->edx;
    s->rbx = cpu->ebx;
    s->rsp = cpu->esp;
    s->rbp = cpu->ebp;
    s->rsi = cpu->esi;
    s->rdi = cpu->edi;
}

static void smi(void)
{
    *(volatile uint32_t *)LAPIC_ICR = ICR_SMI_TO_SELF;
}

static volatile uint32_t *smbase_saved(void)
{
    return (volatile uint32_t *)(SMBASE_RESET + 0xff00);
}

/* From reset SMBASE lies in the guest's RAM: move it, and clean up. */
static void move_smbase(void)
{
    memcpy((void *)(SMBASE_RESET + 0x8000), smi_first,
           smi_first_end - smi_first);
    smi();
    for (unsigned i = 0; *smbase_saved() != SMBASE; i++) {
        if (i == TRIES_MAX)
            die("no SMI comes: this accelerator has no SMM");
    }
    fill(SMBASE_RESET + 0x8000, 0x8000, 0);
}

void rom_main(void)
{
    uint32_t entry;

    find_files();
    read_shape();
    move_smbase();
    entry = do_steps();
    if (!entry)
        die("the shape loads no image");
    make_state(entry);
    set_other_registers();
    smi();
}
