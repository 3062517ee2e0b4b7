/*
 * sys/timerfd.h - timers behind descriptors, as Linux has them.
 *
 * CLOCK_REALTIME, CLOCK_MONOTONIC and CLOCK_BOOTTIME. Nobody can set the real
 * time, so TFD_TIMER_CANCEL_ON_SET changes nothing.
 */
#pragma once

#include <sys/cdefs.h>
#include <time.h>

#define TFD_TIMER_ABSTIME       1
#define TFD_TIMER_CANCEL_ON_SET 2
#define TFD_NONBLOCK            04000
#define TFD_CLOEXEC             02000000

__BEGIN_DECLS
int timerfd_create(clockid_t __clock, int __flags);
int timerfd_settime(int __fd, int __flags, const struct itimerspec *__new,
                    struct itimerspec *__old);
int timerfd_gettime(int __fd, struct itimerspec *__now);
__END_DECLS
