/*
 * pvh_note.h - what makes an ELF file one for PVH: where it starts.
 */
#pragma once

/* clang-format off */
/* 4 bytes of name, 4 of value, XEN_ELFNOTE_PHYS32_ENTRY [PVH "ELF note"]. */
#define PVH_NOTE(entry)                                                        \
    .section .note.Xen, "a", @note;                                            \
    .balign 4;                                                                 \
    .long 4, 4, 18;                                                            \
    .asciz "Xen";                                                              \
    .long entry
/* clang-format on */
