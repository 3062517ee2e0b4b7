/*
 * canary.S - the smallest PVH image: one byte to COM1, then the end.
 *
 * It shares nothing with pith but the ELF note's format. If it does not boot,
 * QEMU (or its firmware) is broken and no other boot test means anything; the
 * bench measures against it. It ends through isa-debug-exit at 0xf4 with
 * QEMU status 85 (42 << 1 | 1).
 */
#include "tests/boot/pvh_note.h"

    PVH_NOTE(start)

    .text
    .code32
    .globl start
start:
    movw $0x3f8, %dx
    movb $'!', %al
    outb %al, %dx
    movb $42, %al
    outb %al, $0xf4
1:  hlt
    jmp 1b

    .section .note.GNU-stack, "", @progbits
