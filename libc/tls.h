/*
 * tls.h - thread-local variables and the TCB above them, of one thread.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct tcb;

/* libc_tls_room - how many bytes libc_tls_make() needs, whatever their
 * alignment. */
size_t libc_tls_room(void);

/*
 * libc_tls_make - make the variables of a new thread, and its TCB.
 *
 * @room  libc_tls_room() bytes
 *
 * Returns the TCB, for thread_set_pointer(). The variables have their first
 * values, whatever @room held.
 */
struct tcb *libc_tls_make(char *room, uintptr_t canary);
