/*
 * asm.h - FUNC and END give assembly symbols their type and size.
 */
#pragma once

/* clang-format off */
#define FUNC(name)                                                             \
    .globl name;                                                               \
    .type name, @function;                                                     \
    name:

#define END(name) .size name, . - name
/* clang-format on */
