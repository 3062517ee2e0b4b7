/*
 * sys/ioctl.h - requests to the console and to files.
 */
#pragma once

#include <sys/cdefs.h>

struct winsize {
    unsigned short ws_row;
    unsigned short ws_col;
    unsigned short ws_xpixel;
    unsigned short ws_ypixel;
};

/* Size of the terminal; 0 by 0 where it is not known. struct winsize * */
#define TIOCGWINSZ 0x5401
/* Bytes that read() would return at once. int * */
#define FIONREAD 0x5402
/* Set or clear O_NONBLOCK. int * */
#define FIONBIO 0x5403

__BEGIN_DECLS
int ioctl(int __fd, unsigned long __request, ...);
__END_DECLS
