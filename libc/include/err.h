/*
 * err.h - BSD's error messages: "program: message: strerror(errno)" on stderr.
 *
 * err() and errx() then exit with @status; the x forms leave out strerror().
 */
#pragma once

#include <stdarg.h>
#include <sys/cdefs.h>

__BEGIN_DECLS
void err(int __status, const char *__fmt, ...) __dead2 __printflike(2, 3);
void errx(int __status, const char *__fmt, ...) __dead2 __printflike(2, 3);
void verr(int __status, const char *__fmt, va_list __ap) __dead2
    __printflike(2, 0);
void verrx(int __status, const char *__fmt, va_list __ap) __dead2
    __printflike(2, 0);
void warn(const char *__fmt, ...) __printflike(1, 2);
void warnx(const char *__fmt, ...) __printflike(1, 2);
void vwarn(const char *__fmt, va_list __ap) __printflike(1, 0);
void vwarnx(const char *__fmt, va_list __ap) __printflike(1, 0);
__END_DECLS
