/*
 * probe.c - say what autoconf or CMake has found out about pith.
 */
#include <stdio.h>

#include "root.h"

#ifdef HAVE_PITH_BOOT_H
#include <pith/boot.h>
#endif

int main(int argc, char **argv)
{
    puts("found:"
#ifdef HAVE_UNISTD_H
         " unistd"
#endif
#ifdef HAVE_PITH_BOOT_H
         " pith"
#endif
#ifdef HAVE_SYS_EPOLL_H
         " epoll"
#endif
#ifdef HAVE_SNPRINTF
         " snprintf"
#endif
#ifdef HAVE_EPOLL_CREATE
         " epoll_create"
#endif
#ifdef WORDS_BIGENDIAN
         " big-endian"
#endif
    );
    printf("long %d, root %g, %s\n", SIZEOF_LONG, root(argc * 13.5),
           argc > 1 ? argv[1] : "no argument");
    return 0;
}
