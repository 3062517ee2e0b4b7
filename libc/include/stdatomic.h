/*
 * stdatomic.h - newlib's <stdatomic.h>, with the types that it needs.
 *
 * Only clang comes here; gcc's own header needs none below it.
 */
#pragma once

#include <stdint.h>
#include_next <stdatomic.h>
