/*
 * base.h - the floor every room stands on: small macros, assert, log, panic.
 *
 * Text goes to the console's error side (console_write). It is formatted by a
 * small printf of our own, because the kernel runs before and without a C
 * library: %s %c %d %i %u %x %p %%, with l, ll, z, a width and a leading 0.
 */
#pragma once

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PAGE_SHIFT       12
#define PAGE_SIZE        4096ul

#define KIB              1024ul
#define MIB              (1024ul * KIB)
#define GIB              (1024ul * MIB)

#define ALIGN_DOWN(x, a) ((x) & ~((__typeof__(x))(a)-1))
#define ALIGN_UP(x, a)   ALIGN_DOWN((x) + ((__typeof__(x))(a)-1), a)
#define ARRAY_SIZE(a)    (sizeof(a) / sizeof((a)[0]))
#define MIN(a, b)        ((a) < (b) ? (a) : (b))
#define MAX(a, b)        ((a) > (b) ? (a) : (b))

/* Stops the machine with the failed condition. For our own bugs only. */
#define assert(cond)                                                           \
    do {                                                                       \
        if (!(cond))                                                           \
            panic("assertion failed: %s at %s:%d", #cond, __FILE__, __LINE__); \
    } while (0)

enum log_level { LOG_QUIET, LOG_INFO, LOG_DEBUG };

/*
 * base_vformat - format into @buf as vsnprintf does.
 *
 * Returns the length written, never more than @size - 1; always terminates
 * unless @size is 0. Any context.
 */
size_t base_vformat(char *buf, size_t size, const char *fmt, va_list ap);

/* base_format - base_vformat with its arguments in line. */
size_t base_format(char *buf, size_t size, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* base_set_log_level - show log lines up to @level; LOG_QUIET at start. */
void base_set_log_level(enum log_level level);

/*
 * base_log - one line "pith: ..." on the error console if @level is shown.
 *
 * The newline is added. Any context.
 */
void base_log(enum log_level level, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#define log_info(...)  base_log(LOG_INFO, __VA_ARGS__)
#define log_debug(...) base_log(LOG_DEBUG, __VA_ARGS__)

/*
 * base_print - unconditional text on the error console, nothing added.
 *
 * For the lines of a crash report. Any context.
 */
void base_print(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/*
 * panic - the runtime or the program cannot go on: report and stop.
 *
 * Prints the message, where it came from and a backtrace, then ends the
 * machine with the crash status (134). Any context.
 */
_Noreturn void panic(const char *fmt, ...)
    __attribute__((format(printf, 1, 2)));

/*
 * refuse - what the loader handed over cannot be booted: say so and stop.
 *
 * One line, no backtrace; ends the machine with the refusal status (127).
 * Boot only, before the program has started.
 */
_Noreturn void refuse(const char *fmt, ...)
    __attribute__((format(printf, 1, 2)));
