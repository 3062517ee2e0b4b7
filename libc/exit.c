/*
 * exit.c - the end of the process is the end of the machine.
 *
 * exit() and _Exit() are newlib's and end here.
 */
#include <unistd.h>

#include "fs/mount.h"
#include "kernel/exit.h"

/* Absent from a program that uses no paths. */
#pragma weak mount_close_all

void _exit(int status)
{
    if (mount_close_all)
        mount_close_all();
    exit_program(status);
}
