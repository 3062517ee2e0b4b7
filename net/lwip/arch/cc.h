/*
 * arch/cc.h - what lwIP asks of the compiler and the machine.
 */
#pragma once

#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/time.h>
#include <sys/types.h>

#ifndef SSIZE_MAX
#define SSIZE_MAX LONG_MAX /* else lwIP makes ssize_t an int */
#endif

#define LWIP_NO_UNISTD_H           1
#define LWIP_TIMEVAL_PRIVATE       0
#define LWIP_ERRNO_STDINCLUDE      1
#define LWIP_PLATFORM_DIAG(x)      /* its debugging is off */
#define LWIP_PLATFORM_ASSERT(what) net_assert_failed(what, __FILE__, __LINE__)
#define LWIP_RAND()                net_random()
#define LWIP_CHKSUM                net_checksum
/* GCC turns this into moves, lwIP's default too; but its macro for short
 * copies would be a call. */
#define SMEMCPY(to, from, n) __builtin_memcpy(to, from, n)

struct ip_addr;

_Noreturn void net_assert_failed(const char *what, const char *file, int line);
uint32_t net_random(void);
uint16_t net_checksum(const void *data, int len);
void *net_malloc(size_t size);
void *net_calloc(size_t count, size_t size);
void net_free(void *p);
