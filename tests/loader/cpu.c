/*
 * cpu.c
 */
#include "tests/loader/gen.h"
const struct row cpu_rows[] = {{.name = NULL}};
