/*
 * tables.c
 */
#include "tests/loader/gen.h"
const struct row table_rows[] = {{.name = NULL}};
