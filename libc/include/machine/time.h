/*
 * machine/time.h - the unit of clock(), for newlib's <time.h>.
 *
 * POSIX fixes it; times() counts in the same unit, because newlib's clock()
 * hands on what times() says.
 */
#pragma once

#define _CLOCKS_PER_SEC_ 1000000
