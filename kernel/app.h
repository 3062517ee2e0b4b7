/*
 * app.h - the seam between the runtime and what it runs.
 *
 * The kernel defines everything up to this call. libc/start.c implements it
 * for C programs (TLS, constructors, main, exit); tests/guest implements it
 * for the kernel's own tests, which need no C library.
 */
#pragma once

/*
 * app_enter - run the program; exit_program() ends it.
 *
 * @argc, @argv, @envp  as main() gets them: NULL-terminated arrays, strings
 *                      writable and valid for good.
 *
 * Runs on the main stack, interrupts off, SSE usable, FS base at the boot
 * TCB (stack canary at %fs:0x28) or where app_prepare() put it.
 */
_Noreturn void app_enter(int argc, char **argv, char **envp);

/*
 * app_prepare - the C library's part before the set-ups (kernel/image.h) run:
 * they may use floating point and thread-local variables. Images without a C
 * library have none.
 */
__attribute__((weak)) void app_prepare(void);
