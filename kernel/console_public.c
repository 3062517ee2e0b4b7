/*
 * console_public.c - include/pith/console.h.
 */
#include "include/pith/console.h"

#include "kernel/console.h"

bool pith_console_virtio(void)
{
    return console_on_virtio();
}
