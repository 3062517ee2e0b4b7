/*
 * exit.c - the end of the process is the end of the machine.
 *
 * exit() and _Exit() are newlib's and end here.
 */
#include <unistd.h>

#include "kernel/exit.h"
#include "libc/cwd.h"

/* Absent from a program that uses no paths. */
#pragma weak libc_close_volumes

void _exit(int status)
{
    if (libc_close_volumes)
        libc_close_volumes();
    exit_program(status);
}
