/*
 * guest_line.h - the command line the guest is given [pith(7)].
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "tools/pith/words.h"

#define GUEST_LINE_MAX 65535 /* bytes; the runtime refuses more */

/*
 * guest_line_env_ok - whether "KEY=VALUE" reaches the program as it is: KEY is
 * a name, [A-Za-z_][A-Za-z0-9_]*.
 */
bool guest_line_env_ok(const char *word);

/* guest_line_arg_ok - whether the runtime leaves this argument alone. */
bool guest_line_arg_ok(const char *word);

/*
 * guest_line_make - assemble environment, options and arguments.
 *
 * @env      KEY=VALUE words
 * @options  NAME or NAME=VALUE words; each becomes pith.NAME...
 * @args     the program's arguments, ended by NULL
 *
 * Returns the line, from malloc().  Parsed by the runtime it gives exactly
 * these strings.
 */
char *guest_line_make(const struct words *env, const struct words *options,
                      char *const *args);
