/*
 * sys/termios.h - the terminal interface, for newlib's <termios.h>.
 *
 * The console obeys ICANON, ECHO, ISIG, ICRNL, OPOST and ONLCR, VMIN and
 * VTIME; the other flags and the speeds are kept and have no effect.
 */
#pragma once

#include <sys/cdefs.h>
#include <sys/types.h>

typedef unsigned char cc_t;
typedef unsigned int speed_t;
typedef unsigned int tcflag_t;

#define NCCS 16

struct termios {
    tcflag_t c_iflag;
    tcflag_t c_oflag;
    tcflag_t c_cflag;
    tcflag_t c_lflag;
    cc_t c_cc[NCCS];
    speed_t c_ispeed;
    speed_t c_ospeed;
};

/* c_iflag */
#define BRKINT 0x0001
#define ICRNL  0x0002
#define IGNBRK 0x0004
#define IGNCR  0x0008
#define IGNPAR 0x0010
#define INLCR  0x0020
#define INPCK  0x0040
#define ISTRIP 0x0080
#define IXANY  0x0100
#define IXOFF  0x0200
#define IXON   0x0400
#define PARMRK 0x0800

/* c_oflag */
#define OPOST  0x0001
#define ONLCR  0x0002
#define OCRNL  0x0004
#define ONOCR  0x0008
#define ONLRET 0x0010

/* c_cflag */
#define CSIZE  0x0003
#define CS5    0x0000
#define CS6    0x0001
#define CS7    0x0002
#define CS8    0x0003
#define CSTOPB 0x0004
#define CREAD  0x0008
#define PARENB 0x0010
#define PARODD 0x0020
#define HUPCL  0x0040
#define CLOCAL 0x0080

/* c_lflag */
#define ECHO   0x0001
#define ECHOE  0x0002
#define ECHOK  0x0004
#define ECHONL 0x0008
#define ICANON 0x0010
#define IEXTEN 0x0020
#define ISIG   0x0040
#define NOFLSH 0x0080
#define TOSTOP 0x0100

/* indices of c_cc */
#define VEOF    0
#define VEOL    1
#define VERASE  2
#define VINTR   3
#define VKILL   4
#define VMIN    5
#define VQUIT   6
#define VSTART  7
#define VSTOP   8
#define VSUSP   9
#define VTIME   10
#define VLNEXT  11

#define B0      0
#define B9600   9600
#define B19200  19200
#define B38400  38400
#define B57600  57600
#define B115200 115200

/* tcsetattr() */
#define TCSANOW   0
#define TCSADRAIN 1
#define TCSAFLUSH 2

/* tcflush() */
#define TCIFLUSH  0
#define TCOFLUSH  1
#define TCIOFLUSH 2

__BEGIN_DECLS
int tcgetattr(int __fd, struct termios *__termios);
int tcsetattr(int __fd, int __when, const struct termios *__termios);
int tcdrain(int __fd);
int tcflush(int __fd, int __queue);
void cfmakeraw(struct termios *__termios);
speed_t cfgetispeed(const struct termios *__termios);
speed_t cfgetospeed(const struct termios *__termios);
int cfsetispeed(struct termios *__termios, speed_t __speed);
int cfsetospeed(struct termios *__termios, speed_t __speed);
__END_DECLS
