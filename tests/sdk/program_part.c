/*
 * program_part.c - a second file, or an archive, to link with program.c.
 */
#include "tests/sdk/program.h"

static int calls = 1;

int program_part(int n)
{
    return n + calls;
}
