/*
 * crash.h - the report of a fault or a panic: what, where, how it got there.
 */
#pragma once

struct trap_frame;

/*
 * crash_report_trap - report an exception and end with the crash status.
 *
 * A fault while one is being reported ends at once, with what is known.
 */
_Noreturn void crash_report_trap(const struct trap_frame *frame);

/*
 * crash_report_here - print @why and the backtrace from the frame pointer
 * @frame on. Returns: the caller ends.
 */
void crash_report_here(const char *why, const void *frame);
