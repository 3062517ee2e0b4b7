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
#ifdef HAVE_SYS_INOTIFY_H
         " inotify"
#endif
#ifdef HAVE_SNPRINTF
         " snprintf"
#endif
#ifdef HAVE_INOTIFY_INIT
         " inotify_init"
#endif
#ifdef WORDS_BIGENDIAN
         " big-endian"
#endif
    );
    printf("long %d, root %g, %s\n", SIZEOF_LONG, root(argc * 13.5),
           argc > 1 ? argv[1] : "no argument");
    return 0;
}
