/*
 * image.h - every symbol that linker.ld defines, and nothing else.
 *
 * Only their addresses mean anything.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

extern char image_start[], image_end[]; /* all that is loaded, page aligned */
extern char text_start[], text_end[];   /* R X */
extern char rodata_start[], rodata_end[];
extern char data_start[], data_end[]; /* R W: .data, .bss, stacks */
extern char bss_start[], bss_end[];   /* zeroed at entry */
extern char noinit_start[];           /* tables and stacks, not zeroed */
extern char symtab_start[];           /* R: written by `pith symtab` */
extern char symtab_limit[];
extern char tls_start[], tls_file_end[], tls_end[]; /* PT_TLS template */
extern char tls_align[];                            /* its address is p_align */

typedef void (*image_init_fn)(int argc, char **argv, char **envp);
extern image_init_fn preinit_array_start[], preinit_array_end[];
extern image_init_fn init_array_start[], init_array_end[];
extern image_init_fn fini_array_start[], fini_array_end[];

/* Early subsystem set-up that only exists when the subsystem is linked. */
typedef void (*image_setup_fn)(void);
extern image_setup_fn setup_start[], setup_end[];

/* In fs/root.c, which a program that uses no paths does not hold. */
extern const bool image_has_files __attribute__((weak));

#define IMAGE_ADDR(symbol) ((uint64_t)(uintptr_t)(symbol))

/*
 * IMAGE_SETUP - run @fn before the program starts, if this file is linked.
 *
 * For a subsystem that must check its input before anything runs (fs: the
 * initial archive). @fn may allocate and may call refuse().
 */
#define IMAGE_SETUP(fn)                                                        \
    __attribute__((section(".setup"),                                          \
                   used)) static const image_setup_fn setup_##fn = (fn)

/* From pvh_entry.S: the boot tables and the stack of bring-up. */
extern uint64_t boot_pml4[], boot_pdpt[], boot_pd[];
extern char boot_stack_guard[], boot_stack_top[];
extern uint64_t boot_tcb[];
extern const uint64_t gdt[];
extern uint64_t entry_tsc; /* at the first instructions */
struct pith_entry_state;
extern const struct pith_entry_state entry_state; /* include/pith/handover.h */
extern char image_tables_start[], image_tables_end[];
extern char xen_hypercall_page[]; /* from xen_hypercall.S */

/* image_limit - the end of the image, with the symbols that `pith symtab`
 * appended after the link. */
uint64_t image_limit(void);
