/*
 * fault_entry.h - between fault.c and fault_entry.S.
 */
#pragma once

struct trap_frame;

/* fault_entry - where a fault returns to that is handled; no function. */
extern char fault_entry[];

/* fault_run - what fault_entry calls, on the stack that was chosen. */
void fault_run(struct trap_frame *frame, void *fpu);
