/*
 * xen_stub.S - the entry of the smallest domain that can print (xen_stub.c).
 *
 * On entry, 32-bit protected mode [PVH "CPU state"]; all registers are free.
 * On exit: long mode, the first and the fourth GiB mapped to themselves, where
 * the image and Xen's pages are, a stack; stub_main(ticks at the entry) never
 * returns. The tables are in the file, as Mini-OS has them, and .bss is zero
 * by xl's builder.
 */
#include "arch/x86/regs.h"
#include "tests/boot/pvh_note.h"

    PVH_NOTE(start)

    .text
    .code32
    .globl start
start:
    rdtsc
    movl %eax, %esi
    movl %edx, %edi
    movl $CR4_START, %eax           /* [SDM 3 "Initializing IA-32e Mode"] */
    movl %eax, %cr4
    movl $pml4, %eax
    movl %eax, %cr3
    movl $MSR_EFER, %ecx
    movl $EFER_LME, %eax
    xorl %edx, %edx
    wrmsr
    movl $CR0_START, %eax
    movl %eax, %cr0
    lgdt gdt_pointer
    ljmp $SEL_CODE64, $1f
    .code64
1:  movl $SEL_DATA, %eax
    movl %eax, %ss
    movl %eax, %ds
    movl %eax, %es
    movl $stack_top, %esp
    shlq $32, %rdi
    movl %esi, %esi
    orq %rsi, %rdi
    call stub_main

    /* As xen_hypercall() of arch/x86/xen_hypercall.S, of two arguments. */
    .globl stub_hypercall
stub_hypercall:
    movl %edi, %eax
    shll $5, %eax
    movq %rsi, %rdi
    movq %rdx, %rsi
    addq $hypercall_page, %rax
    jmp *%rax

    .data
    .balign 8
gdt:
    .quad 0
    .quad 0x00af9b000000ffff        /* SEL_CODE64 */
    .quad 0x00cf93000000ffff        /* SEL_DATA */
gdt_pointer:
    .word . - gdt - 1
    .quad gdt

    .balign 4096
pml4:
    .quad pdpt + PTE_P + PTE_RW
    .balign 4096
pdpt:
    .quad pd_low + PTE_P + PTE_RW, 0, 0, pd_high + PTE_P + PTE_RW
    .balign 4096
    .set page, 0
pd_low:
    .rept 512
    .quad page + PTE_P + PTE_RW + PTE_PS
    .set page, page + 0x200000
    .endr
    .set page, 3 << 30
pd_high:
    .rept 512
    .quad page + PTE_P + PTE_RW + PTE_PS
    .set page, page + 0x200000
    .endr

    .bss
    .balign 4096
    .globl hypercall_page
hypercall_page:
    .skip 4096
    .skip 4096
stack_top:

    .section .note.GNU-stack, "", @progbits
