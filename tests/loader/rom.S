/*
 * rom.S - from reset to rom_main(), and from there to the image.
 *
 * At reset the CPU is in real mode, cs base 0xffff0000, %ip 0xfff0.
 * rom_main() runs in flat 32-bit mode and leaves the state in which the image
 * is to start in smm_state[], as SMRAM holds it. An SMI then makes it the
 * CPU's: RSM loads every register with its hidden part from SMRAM. That is how
 * selectors of 0 with flat hidden parts come about, which Xen leaves and no
 * other instruction can make. [AMD64 2 "System-Management Mode"]
 */
#define SAVE_SIZE 0x200
#define START16   0xff00 /* as in rom.ld, from the base of cs */

    /* The handler, at SMBASE + 0x8000; cs base is SMBASE, the data segments
     * reach all 4 GiB, 16-bit code. No register need be kept. */
    .section .text.smi, "ax"
    .code16
smi_handler:
    cld
    movl $smm_state, %esi
    movl $smm_save, %edi
    movl $SAVE_SIZE / 4, %ecx
    addr32 rep movsl
    rsm

    .text
    /* The first handler, copied to the SMBASE of reset: moves SMBASE here. */
    .globl smi_first, smi_first_end
smi_first:
    movl $0xfffe8000, %cs:0xff00
    rsm
smi_first_end:

    .code32
start32:
    movl $0x10, %eax
    movl %eax, %ds
    movl %eax, %es
    movl %eax, %ss
    movl $stack_top, %esp
    call rom_main
1:  hlt
    jmp 1b

    .balign 8
gdt:
    .quad 0, 0x00cf9b000000ffff, 0x00cf93000000ffff

    .section .text16, "ax"
    .code16
start16:
    cli
    lgdtl %cs:START16 + gdt_pointer - start16
    movl %cr0, %eax
    orb $1, %al
    movl %eax, %cr0
    ljmpl $8, $start32
gdt_pointer:
    .word 3 * 8 - 1
    .long gdt

    .section .reset, "ax"
    .globl reset
reset:
    jmp start16

    .section .note.GNU-stack, "", @progbits
