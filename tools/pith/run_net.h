/*
 * run_net.h - the network options of `pith run`.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct run_options;

/*
 * run_net_forward - read [IP:]HOST:GUEST[/tcp|/udp] of -p.
 *
 * @out  gets QEMU's hostfwd= value, "tcp:127.0.0.1:8080-:80"
 *
 * Returns whether @text is one.
 */
bool run_net_forward(const char *text, char *out, size_t size);

/* Options; 0 or STATUS_TOOL, and the reason is printed. */
int run_net_publish(struct run_options *o, const char *text);
int run_net_kind(struct run_options *o, const char *text);

/*
 * run_net_settle - what follows from all of them.
 *
 * -p asks for user networking; there the address is known and is told to the
 * guest by ip=, unless -e ip= says another: 0 or STATUS_TOOL.
 */
int run_net_settle(struct run_options *o);
