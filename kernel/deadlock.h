/*
 * deadlock.h - all threads wait for each other: say so instead of waiting.
 */
#pragma once

/*
 * deadlock_check - a CPU has nothing to do: can anything ever happen again?
 *
 * Ends the machine with a report of every thread, what it waits for and who
 * holds that, if no thread is ready or runs, none waits for a device or the
 * host, and no timer is pending. Interrupts are off.
 */
void deadlock_check(void);
