/*
 * maps.c
 */
#include "tests/loader/gen.h"
const struct row map_rows[] = {{.name = NULL}};
