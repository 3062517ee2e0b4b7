/*
 * console_input.h - between the files of the console.
 */
#pragma once

#include "kernel/console.h"

/* console_device - what console_init() has found, or NULL. */
const struct console_device *console_device(void);

/* console_echo - write @n bytes on the device. Any context. */
void console_echo(const char *p, size_t n);

/* console_arrived - take what the device has. Any context. */
void console_arrived(void);

/* console_announce - let `pith run` pass its input on. Thread context. */
void console_announce(void);

/* console_sources - get ready what some device's listen() needs
 * (drivers/console_probe.c). Thread context. */
void console_sources(void);

/*
 * console_wait - until console_input_word is not @seen, or the device cannot
 * tell. 0, or -EINTR. Linked as console_listen() is.
 */
__attribute__((weak)) int console_wait(uint32_t seen, const uint32_t *unless);

/* Counts up when something has come. */
extern uint32_t console_input_word;
