/*
 * setjmp.h - newlib's <setjmp.h>, and the X/Open names it leaves out.
 *
 * There is no signal mask to save, so _setjmp() is setjmp().
 */
#pragma once

#include_next <setjmp.h>

#if __MISC_VISIBLE || __XSI_VISIBLE
#define _setjmp(env)         setjmp(env)
#define _longjmp(env, value) longjmp((env), (value))
#endif
