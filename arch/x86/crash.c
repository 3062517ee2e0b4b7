/*
 * crash.c - see crash.h.
 *
 * Everything read here may be broken, so nothing is followed that is not
 * mapped: paging_lookup() answers for each frame. Frame pointers are what
 * pith-cc compiles in; through a function without one (newlib's) the chain
 * goes on at its caller.
 */
#include "arch/x86/crash.h"

#include "arch/x86/cpu.h"
#include "arch/x86/hostport.h"
#include "arch/x86/page.h"
#include "arch/x86/regs.h"
#include "arch/x86/trap.h"
#include "kernel/base.h"
#include "kernel/boot.h"
#include "kernel/console.h"
#include "kernel/exit.h"
#include "kernel/image.h"
#include "kernel/percpu.h"
#include "kernel/stacks.h"
#include "kernel/symtab.h"
#include "kernel/thread.h"

#define FRAMES_MAX 32

/* Page-fault error code [SDM 3 "Page-Fault Exceptions"] */
#define PF_PRESENT 1
#define PF_WRITE   2
#define PF_FETCH   16

static const char *const vector_name[TRAP_VECTORS] = {
    "division error",
    "debug",
    "NMI",
    "breakpoint",
    "overflow",
    "bound range exceeded",
    "invalid opcode",
    "device not available",
    "double fault",
    "coprocessor segment overrun",
    "invalid TSS",
    "segment not present",
    "stack-segment fault",
    "general protection fault",
    "page fault",
    "exception 15",
    "x87 floating-point error",
    "alignment check",
    "machine check",
    "SIMD floating-point error",
    "virtualization exception",
    "control protection exception",
    "exception 22",
    "exception 23",
    "exception 24",
    "exception 25",
    "exception 26",
    "exception 27",
    "hypervisor injection",
    "VMM communication",
    "security exception",
    "event with interrupts off", /* TRAP_UPCALL */
};

/* "name+0x12", or the bare address. */
static void where(char *buf, size_t size, uint64_t addr)
{
    struct symbol symbol;

    if (symtab_find(addr, &symbol))
        base_format(buf, size, "%s+0x%lx", symbol.name, addr - symbol.start);
    else
        base_format(buf, size, "0x%lx", addr);
}

/* For `pith run`, which finds the source lines; @kind: "pc", "return". */
static void tell_frame(const char *kind, uint64_t addr)
{
    char line[40];

    if (hostport_present(PORT_CONTROL))
        hostport_write(
            PORT_CONTROL, line,
            base_format(line, sizeof(line), "%s 0x%lx\n", kind, addr));
}

static void print_frame(uint64_t addr)
{
    char text[128];

    where(text, sizeof(text), addr);
    base_print("    0x%016lx  %s\n", addr, text);
}

/* A call that does not return may be the last thing in its function: the
 * address behind it belongs to the next one. */
static void print_return(uint64_t addr)
{
    struct symbol symbol;

    tell_frame("return", addr);
    if (symtab_find(addr - 1, &symbol))
        base_print("    0x%016lx  %s+0x%lx\n", addr, symbol.name,
                   addr - symbol.start);
    else
        print_frame(addr);
}

static bool readable(uint64_t addr, uint64_t len)
{
    struct paging_entry e;

    return addr % 8 == 0 && paging_lookup(addr, &e) &&
           paging_lookup(addr + len - 1, &e);
}

static void print_repeats(unsigned n)
{
    if (n > 0)
        base_print("    ... and %u times more\n", n);
}

/* Walks up from @frame; a recursion is printed once and counted. */
static void backtrace(uint64_t frame)
{
    uint64_t last = 0;
    unsigned repeats = 0;

    for (unsigned i = 0; i < FRAMES_MAX && readable(frame, 16);) {
        const uint64_t *f = (const uint64_t *)(uintptr_t)frame;
        /* text only, and always upwards */
        if (f[1] < IMAGE_ADDR(text_start) || f[1] >= IMAGE_ADDR(text_end))
            break;
        if (f[1] == last) {
            repeats++;
        } else {
            print_repeats(repeats);
            repeats = 0;
            print_return(f[1]);
            i++;
        }
        last = f[1];
        if (f[0] <= frame)
            break;
        frame = f[0];
    }
    print_repeats(repeats);
}

/* Where there is a choice of CPUs or threads. */
static void print_place(void)
{
    const struct cpu *cpu = this_cpu();
    const struct thread *t = cpu->current;

    if (cpu_count() > 1 || t != &main_thread)
        base_print("  on CPU %u, thread %u%s%s\n", cpu->index, t->id,
                   *t->name ? " " : "", t->name);
}

static void take_over(void)
{
    exit_take_over();
    if (cpu_count() > 1)
        console_cut_line();
}

void crash_report_here(const char *why, const void *frame)
{
    take_over();
    base_print("pith: panic: %s\n", why);
    print_place();
    base_print("  backtrace:\n");
    backtrace((uint64_t)frame);
}

static const char *image_part(uint64_t addr)
{
    if (addr < IMAGE_ADDR(text_start))
        return NULL;
    if (addr < IMAGE_ADDR(text_end))
        return "the program's text";
    if (addr < IMAGE_ADDR(rodata_end))
        return "the program's constants";
    if (addr < IMAGE_ADDR(data_end))
        return "the program's data";
    return addr < image_limit() ? "the symbol table" : NULL;
}

/* What the address space has at @addr, in words. */
static const char *region(uint64_t addr)
{
    const struct stack *stack = stacks_find(addr);

    if (addr < PAGE_SIZE)
        return "page 0, which is never mapped (a NULL pointer?)";
    if (stack)
        return addr < stack->start ? "the guard below a stack" : "a stack";
    if (image_part(addr))
        return image_part(addr);
    if (addr >= PAGING_HEAP_BASE && addr < PAGING_HEAP_LIMIT)
        return "the heap";
    if (memmap_contains(&boot_info()->ram, ALIGN_DOWN(addr, PAGE_SIZE),
                        ALIGN_DOWN(addr, PAGE_SIZE) + PAGE_SIZE))
        return "RAM";
    return "nothing the program was given";
}

static void print_mapping(uint64_t addr)
{
    struct paging_entry e;

    if (paging_lookup(addr, &e))
        base_print("  0x%lx lies in %s: mapped r%c%c, %lu KiB page at "
                   "physical 0x%lx\n",
                   addr, region(addr), e.rights & PAGING_W ? 'w' : '-',
                   e.rights & PAGING_X ? 'x' : '-', e.size / KIB, e.paddr);
    else
        base_print("  0x%lx lies in %s: not mapped\n", addr, region(addr));
}

static void print_registers(const struct trap_frame *f)
{
    base_print("  rip %016lx rsp %016lx rfl %016lx err %lx\n", f->rip, f->rsp,
               f->rflags, f->error);
    base_print("  rax %016lx rbx %016lx rcx %016lx rdx %016lx\n", f->rax,
               f->rbx, f->rcx, f->rdx);
    base_print("  rsi %016lx rdi %016lx rbp %016lx r8  %016lx\n", f->rsi,
               f->rdi, f->rbp, f->r8);
    base_print("  r9  %016lx r10 %016lx r11 %016lx r12 %016lx\n", f->r9, f->r10,
               f->r11, f->r12);
    base_print("  r13 %016lx r14 %016lx r15 %016lx cr2 %016lx\n", f->r13,
               f->r14, f->r15, cpu_read_cr2());
}

/* The one line: what happened, to which address, in which function. */
static void summarize(char *buf, size_t size, const struct trap_frame *f)
{
    const struct stack *stack = stacks_find(cpu_read_cr2());
    char at[128];

    where(at, sizeof(at), f->rip);
    if (f->vector == TRAP_PF && stack && cpu_read_cr2() < stack->start)
        base_format(buf, size,
                    "stack overflow: the %s stack's %lu KiB are "
                    "used up, at %s",
                    *stack->name ? stack->name : "thread",
                    (stack->top - stack->start) / KIB, at);
    else if (f->vector == TRAP_PF)
        base_format(buf, size, "page fault: %s 0x%lx at %s",
                    f->error & PF_FETCH   ? "jump to"
                    : f->error & PF_WRITE ? "write to"
                                          : "read of",
                    cpu_read_cr2(), at);
    else
        base_format(buf, size, "%s at %s", vector_name[f->vector % 32], at);
}

void crash_report_trap(const struct trap_frame *f)
{
    static bool reporting;
    char why[256];

    take_over();
    summarize(why, sizeof(why), f);
    if (reporting)
        exit_crash(why);
    reporting = true;
    base_print("pith: fault: %s\n", why);
    print_place();
    print_registers(f);
    if (f->vector == TRAP_PF)
        print_mapping(cpu_read_cr2());
    /* A jump to nowhere has left its return address on the stack. */
    bool jumped = f->vector == TRAP_PF && (f->error & PF_FETCH);
    base_print("  backtrace:\n");
    print_frame(f->rip);
    tell_frame("pc", f->rip);
    if (jumped && readable(f->rsp, 8))
        print_return(*(const uint64_t *)(uintptr_t)f->rsp);
    backtrace(f->rbp);
    exit_crash(why);
}
