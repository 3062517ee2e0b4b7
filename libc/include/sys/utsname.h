/*
 * sys/utsname.h - the system's name and version.
 */
#pragma once

#include <sys/cdefs.h>

struct utsname {
    char sysname[65];
    char nodename[65];
    char release[65];
    char version[65];
    char machine[65];
};

__BEGIN_DECLS
int uname(struct utsname *__name);
__END_DECLS
