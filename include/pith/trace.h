/*
 * pith/trace.h - what the runtime did just before.
 */
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

/*
 * pith_trace_print - the last events, on standard error, oldest first.
 *
 * With pith.trace=irq,sched,wait,timer,smp,net on the command line (any of
 * them) the runtime keeps the last events of these kinds; a crash prints them
 * too. Each line has the time since the entry in seconds, the CPU, the
 * thread, what happened and two numbers (docs/debugging.md). Nothing is
 * printed if the option is not there, or nothing was traced.
 *
 * Thread context.
 */
void pith_trace_print(void);

#ifdef __cplusplus
}
#endif
