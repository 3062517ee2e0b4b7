/*
 * stdin_escape.h - any bytes through the guest's console input.
 *
 * With pith.pipe=in the runtime takes ^D (4) for the end of input and ^V (0x16)
 * for "the next byte as it is" [pith(7)].
 */
#pragma once

#include <stddef.h>

#define STDIN_END 0x04 /* send this, not escaped, at the end of input */

/*
 * stdin_escape - quote the bytes that the runtime would take for signs.
 *
 * @in   @n bytes
 * @out  room for 2 * @n bytes
 *
 * Returns how many bytes are in @out.
 */
size_t stdin_escape(const char *in, size_t n, char *out);
