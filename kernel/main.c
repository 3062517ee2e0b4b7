/*
 * main.c - the order of bring-up, one call a line. Read this file first.
 *
 * pvh_entry.S calls kernel_main() in long mode on the boot stack. Nothing
 * that the loader left is believed before handover_take() has checked it.
 */
#include "arch/x86/canary.h"
#include "arch/x86/page.h"
#include "arch/x86/switch.h"
#include "arch/x86/trap.h"
#include "kernel/app.h"
#include "kernel/base.h"
#include "kernel/boot.h"
#include "kernel/console.h"
#include "kernel/handover.h"
#include "kernel/image.h"
#include "kernel/options.h"
#include "kernel/page_alloc.h"
#include "kernel/percpu.h"
#include "kernel/stacks.h"
#include "kernel/timeline.h"

/* Only linked with who asks for it. */
#pragma weak console_on_virtio

/* What app_enter() gets; the arrays lie at the main stack's top. */
static struct {
    int argc;
    char **argv, **envp;
} program;

_Noreturn void kernel_main(uint64_t start_info_paddr);

static void apply_options(void)
{
    static const char *const levels[] = {"quiet", "info", "debug", NULL};
    const char *log = boot_option("log");
    const char *pipe = boot_option("pipe");
    int level = log ? options_find(levels, log) : LOG_QUIET;

    if (level < 0)
        refuse("pith.log=%s is not quiet, info or debug", log);
    base_set_log_level((enum log_level)level);
    if (!&image_has_files && boot_option("mount"))
        refuse("pith.mount=%s, and this program uses no files",
               boot_option("mount"));
    if (!console_on_virtio && boot_option("console"))
        refuse("pith.console=%s, and this program has no such driver",
               boot_option("console"));
    console_set_pipe(options_has(pipe, "in"), options_has(pipe, "out"));
    if (boot_option("timeline"))
        timeline_ask();
}

static void log_handover(void)
{
    const struct boot_info *b = boot_info();

    log_info("map from %s, %lu KiB of RAM free, %u modules", b->memmap_source,
             page_free_count() * PAGE_SIZE / KIB, b->info.nr_modules);
    if (b->withheld)
        log_info("Xen keeps %lu KiB of the map's RAM: maxmem > memory",
                 b->withheld / KIB);
    for (unsigned i = 0; i < b->ram.count; i++)
        log_info("  free 0x%lx-0x%lx", b->ram.range[i].start,
                 b->ram.range[i].end - 1);
}

/* The command line gets pages of its own and is parsed there. */
static void read_cmdline(void)
{
    uint64_t size = boot_info()->info.cmdline_len + 1ul, paddr;
    uint64_t pages = ALIGN_UP(size, PAGE_SIZE) / PAGE_SIZE;
    char *text = NULL;

    if (page_alloc(pages, 1, PAGE_LOW_FIRST, PAGE_1G, &paddr) == 0)
        text = page_ptr(paddr, pages);
    if (!text)
        refuse("too little RAM for the command line: %lu KiB needed, %lu free",
               pages * PAGE_SIZE / KIB, page_free_count() * PAGE_SIZE / KIB);
    handover_cmdline(text);
}

/* argv and envp go to the top of the main stack; the rest is returned. */
static uint64_t stack_with_arguments(void)
{
    static char name[] = "app";
    const struct cmdline *cl = &boot_info()->cmdline;
    const char *option = boot_option("stack");
    uint64_t size = option ? options_size(option) : 0;
    uint64_t arrays = (cl->argc + cl->envc + 2ul) * sizeof(char *);

    if (option && (size < PAGE_SIZE || size > PAGE_1G / 2))
        refuse("pith.stack=%s is not a size from 4K to 512M", option);
    uint64_t top = stacks_make_main(size, arrays);
    if (top == 0)
        refuse("too little RAM for the main stack: %lu KiB free",
               page_free_count() * PAGE_SIZE / KIB);
    program.envp = (char **)top - (cl->envc + 1);
    program.argv = program.envp - (cl->argc + 1);
    program.argc = (int)cl->argc;
    cmdline_fill(cl, name, program.argv, program.envp);
    return ALIGN_DOWN((uint64_t)program.argv, 16);
}

static void run_setups(void)
{
    for (const image_setup_fn *fn = setup_start; fn < setup_end; fn++)
        (*fn)();
}

static void main_thread(void)
{
    timeline_stamp(TIMELINE_STACK);
    if (app_prepare)
        app_prepare();
    run_setups();
    timeline_stamp(TIMELINE_SETUPS);
    app_enter(program.argc, program.argv, program.envp);
}

void kernel_main(uint64_t start_info_paddr)
{
    timeline_stamp(TIMELINE_KERNEL);
    percpu_init();
    trap_init();
    paging_init();
    canary_seed();
    console_init();
    timeline_stamp(TIMELINE_CONSOLE);
    handover_take(start_info_paddr);
    timeline_stamp(TIMELINE_HANDOVER);
    page_alloc_init(&boot_info()->ram);
    read_cmdline();
    timeline_stamp(TIMELINE_MEMORY);
    paging_unmap(0, PAGE_SIZE); /* from here on NULL faults */
    uint64_t stack = stack_with_arguments();
    apply_options();
    log_handover();
    switch_stack(stack, main_thread);
}
