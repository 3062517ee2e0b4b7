/*
 * thread.h - the state of the CPU that belongs to a running thread.
 */
#pragma once

/*
 * thread_init_fpu - put x87 and SSE control into the state C expects.
 *
 * Round to nearest, all floating-point exceptions masked, x87 in extended
 * precision, whatever firmware left. Executes LDMXCSR, so it is for images
 * with a C library only. [SysV ABI 3.4.1 "Initial Stack and Register State"]
 */
void thread_init_fpu(void);

/*
 * thread_set_pointer - make @tcb the thread pointer (FS base).
 *
 * @tcb  begins with a pointer to itself and holds the stack protector's
 *       canary at 0x28, the same as before in code that is protected
 */
void thread_set_pointer(void *tcb);
