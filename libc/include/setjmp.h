/*
 * setjmp.h - newlib's <setjmp.h>, and the POSIX and X/Open names it leaves out.
 *
 * setjmp() saves no signal mask, so _setjmp() is the same.
 */
#pragma once

#include_next <setjmp.h>
#include <sys/cdefs.h>

#if __MISC_VISIBLE || __XSI_VISIBLE
#define _setjmp(env)         setjmp(env)
#define _longjmp(env, value) longjmp((env), (value))
#endif

#if __POSIX_VISIBLE
/* A jmp_buf, whether the mask is saved, and the mask. */
typedef _JBTYPE sigjmp_buf[_JBLEN + 2];

__BEGIN_DECLS
int sigsetjmp(sigjmp_buf __env, int __save) __attribute__((__returns_twice__));
void siglongjmp(sigjmp_buf __env, int __value) __attribute__((__noreturn__));
__END_DECLS
#endif
