/*
 * abort.h - ending the program as crashed.
 */
#pragma once

/*
 * libc_abort - what abort() does, with @why in the report.
 *
 * A handler for SIGABRT runs first, and may leave with longjmp().
 */
_Noreturn void libc_abort(const char *why);
