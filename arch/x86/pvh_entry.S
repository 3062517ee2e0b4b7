/*
 * pvh_entry.S - from the loader's 32-bit protected mode to kernel_main().
 *
 * On entry [PVH "CPU state"], and what VMMs really do (docs/boot.md):
 *   %ebx         physical address of hvm_start_info
 *   cs, ds, es   flat, selectors unspecified (Xen leaves them 0); ss the same;
 *                fs and gs are not set by Xen
 *   %eflags      IF = VM = TF = 0 by the document; DF is not promised
 *   all else     unspecified: no stack, GDTR may be 0/0 or point into flash,
 *                %eax may hold multiboot's magic (qboot), EFER is not promised
 *
 * So: no segment load or far jump before our own GDT, %eax tells nothing, and
 * the one push, of %eflags, goes through the loader's ss, which is flat, into
 * entry_state. On exit: long mode, paging on (the image identity-mapped, NXE
 * and WP set), SSE enabled, own GDT and stack, %fs at the boot TCB, .bss zero.
 *   kernel_main(uint64_t start_info_paddr) never returns.
 */
#include "arch/x86/asm.h"
#include "arch/x86/regs.h"

/* As boot/start_info.h has them; a structure that ends above is wrong. */
#define START_INFO_MAGIC       0x336ec578
#define START_INFO_MODULES_MAX 16
#define START_INFO_TOP         0xfffff000

    /* XEN_ELFNOTE_PHYS32_ENTRY: "4 or 8 bytes"; 4 suits all [PVH "ELF note"] */
    .section .note.Xen, "a", @note
    .balign 4
    .long 4, 4, 18
    .asciz "Xen"
    .long pvh_entry

    .section .text.entry, "ax"
    .code32
FUNC(pvh_entry)
    movl %esp, entry_state + 28     /* only a push can read %eflags */
    movl $entry_state + 36, %esp
    pushfl
    cli
    cld
    movl %eax, entry_state          /* see struct pith_entry_state */
    xorl %eax, %eax
    movl %eax, %dr7                 /* no breakpoint but our own */
    movl %ebx, entry_state + 4
    movl %ecx, entry_state + 8
    movl %edx, entry_state + 12
    rdtsc                           /* where boot times count from */
    movl %eax, entry_tsc
    movl %edx, entry_tsc + 4
    movl %esi, entry_state + 16
    movl %edi, entry_state + 20
    movl %ebp, entry_state + 24
    movl %cr0, %eax
    movl %eax, entry_state + 36
    movl %cr4, %eax
    movl %eax, entry_state + 40
    mov %cs, entry_state + 48
    mov %ds, entry_state + 50
    mov %es, entry_state + 52
    mov %ss, entry_state + 54
    mov %fs, entry_state + 56
    mov %gs, entry_state + 58
    str entry_state + 60
    sldt entry_state + 62
    sgdtl entry_state + 66
    sidtl entry_state + 74
    movl %ebx, %esi                 /* cpuid clobbers %ebx */

    /* Is the whole image in RAM? QEMU loads it where there is none without a
     * word. The last word of .noinit is the highest byte we would write. */
    movl $data_end - 4, %edi
    movl $0x5049a7c3, (%edi)
    movl $0x0ff5f00d, -64(%edi)     /* so that no bus remembers the first */
    movl $no_ram_text, %ebp
    cmpl $0x5049a7c3, (%edi)
    jne refuse32

    /* A module may have been copied over the image: QEMU does that where RAM
     * is little. What is left of this code says so; all else that can be
     * wrong with modules is layout.c's [PVH "hvm_modlist_entry"] */
    movl $module_text, %ebp
    cmpl $START_INFO_TOP, %esi
    ja 3f
    cmpl $START_INFO_MAGIC, (%esi)
    jne 3f
    movl 12(%esi), %ecx             /* nr_modules */
    movl 16(%esi), %edx             /* modlist_paddr */
    cmpl $START_INFO_MODULES_MAX, %ecx
    ja 3f
    jecxz 3f
    cmpl $START_INFO_TOP, %edx
    ja 3f
1:  movl (%edx), %edi
    movl %edi, %eax
    addl 8(%edx), %eax              /* paddr + size */
    cmpl $0, 4(%edx)
    jne 2f
    cmpl $image_end, %edi
    jae 2f
    cmpl $image_start, %eax
    ja refuse32
2:  addl $32, %edx
    loop 1b

3:  /* Long mode and NX, before an MSR write could fault [SDM 2 "CPUID"] */
    movl $no_lm_text, %ebp
    movl $CPUID_EXT_MAX, %eax
    cpuid
    cmpl $CPUID_EXT_FEATURES, %eax
    jb refuse32
    movl $CPUID_EXT_FEATURES, %eax
    cpuid
    andl $CPUID_EXT_LM | CPUID_EXT_NX, %edx
    cmpl $CPUID_EXT_LM | CPUID_EXT_NX, %edx
    jne refuse32

    /* Tables: 2 MiB pages over [0, data_end); all else is mapped on demand
     * by paging.c, which also replaces these by 4 KiB pages. */
    movl $boot_pml4, %edi
    movl $3 * 1024, %ecx
    xorl %eax, %eax
    rep stosl
    movl $boot_pdpt + PTE_P + PTE_RW, boot_pml4
    movl $boot_pd + PTE_P + PTE_RW, boot_pdpt
    movl $boot_pd, %edi
    movl $PTE_P | PTE_RW | PTE_PS, %eax
1:  movl %eax, (%edi)
    addl $8, %edi
    addl $0x200000, %eax
    cmpl $image_end - 1 + PTE_P + PTE_RW + PTE_PS, %eax
    jbe 1b

    /* [SDM 3 "Initializing IA-32e Mode"] */
    movl $CR4_START, %eax
    movl %eax, %cr4
    movl $boot_pml4, %eax
    movl %eax, %cr3
    movl $MSR_EFER, %ecx
    rdmsr
    movl %eax, entry_state + 44
    orl $EFER_START, %eax
    wrmsr
    movl $CR0_START, %eax
    movl %eax, %cr0
    lgdt gdt_pointer
    ljmp $SEL_CODE64, $2f

    .code64
2:  movl $SEL_DATA, %eax
    movl %eax, %ss
    movl %eax, %ds
    movl %eax, %es
    xorl %eax, %eax
    movl %eax, %fs
    movl %eax, %gs
    lldt %ax
    movl $boot_stack_top, %esp
    xorl %ebp, %ebp                 /* the backtrace ends here */

    movl $bss_start, %edi           /* linux-loader does not zero it */
    movl $bss_end, %ecx
    subl %edi, %ecx
    shrl $3, %ecx
    rep stosq

    movl $MSR_FS_BASE, %ecx         /* the stack protector reads %fs:0x28 */
    movl $boot_tcb, %eax
    xorl %edx, %edx
    wrmsr

    movl %esi, %edi
    call kernel_main
    ud2
END(pvh_entry)

/*
 * refuse32 - say in 32-bit mode why this cannot boot, and end.
 *
 * %ebp: the text; %edi: the number that its @ stands for.
 */
    .code32
FUNC(refuse32)
    movl %edi, %ebx
    movl $control_prefix, %esi
    movw $PORT_CONTROL, %dx
    inb %dx, %al
    cmpb $DEBUGCON_ID, %al
    je 3f
    movl $console_prefix, %esi
    movw $PORT_COM1, %dx
3:  lodsb
    testb %al, %al
    jz 6f
    cmpb $'@', %al                  /* stands for %ebx in hexadecimal */
    je 4f
    outb %al, %dx
    jmp 3b
4:  movl $8, %ecx
5:  roll $4, %ebx
    movl %ebx, %eax
    andl $15, %eax
    movb hex_digits(%eax), %al
    outb %al, %dx
    loop 5b
    jmp 3b
6:  movl %ebp, %esi                 /* first the prefix, then the text */
    xorl %ebp, %ebp
    testl %esi, %esi
    jnz 3b
    xorl %eax, %eax                 /* the power-off ladder (exit.c) */
    outb %al, $PORT_DEBUG_EXIT
    movw $0x604, %dx
    movw $0x2000, %ax
    outw %ax, %dx
    movb $0xfe, %al
    outb %al, $0x64
    lidt no_idt
    int3
7:  hlt
    jmp 7b
END(refuse32)

hex_digits:
    .ascii "0123456789abcdef"
console_prefix:
    .asciz "pith: refused: "
control_prefix:
    .asciz "refused "
no_ram_text:
    .asciz "there is no RAM at 0x@, where the image ends: give the VM more memory\n"
module_text:
    .asciz "module at 0x@ lies over the image: give the VM more memory\n"
no_lm_text:
    .asciz "the CPU lacks long mode or NX, which pith needs: choose another CPU model\n"

    .balign 8
no_idt:
    .word 0
    .long 0

    .section .rodata.gdt, "a"
    .balign 8
    /* Accessed bits are set so that loading a selector writes nothing. */
    .globl gdt
gdt:
    .quad 0
    .quad 0x00af9b000000ffff        /* SEL_CODE64: L, DPL 0, execute/read */
    .quad 0x00cf93000000ffff        /* SEL_DATA: DPL 0, read/write */
    .quad 0x00cf9b000000ffff        /* SEL_CODE32: an AP's way through */
    .globl gdt_pointer
gdt_pointer:
    .word GDT_START_SIZE - 1
    .quad gdt

    .section .data.entry, "aw"
    /* %fs:0 points to itself, %fs:0x28 is the canary [psABI "TLS"] */
    .balign 16
    .globl boot_tcb
boot_tcb:
    .quad boot_tcb
    .fill 7, 8, 0

    /* Not in .bss, which is zeroed later. */
    .globl entry_state
    .balign 8
entry_state:
    .skip 80

    .globl entry_tsc
    .balign 8
entry_tsc:
    .quad 0

    .section .noinit, "aw", @nobits
    .balign 4096
    .globl boot_pml4, boot_pdpt, boot_pd
boot_pml4:
    .skip 4096
boot_pdpt:
    .skip 4096
boot_pd:
    .skip 4096
    .globl boot_stack_guard, boot_stack_top
boot_stack_guard:
    .skip 4096
    .skip 4 * 4096
boot_stack_top:

    .section .note.GNU-stack, "", @progbits
