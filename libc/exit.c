/*
 * exit.c - the end of the process is the end of the machine.
 *
 * exit() and _Exit() are newlib's and end here.
 */
#include <unistd.h>

#include "kernel/exit.h"

void _exit(int status)
{
    exit_program(status);
}
