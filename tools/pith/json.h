/*
 * json.h - strings in JSON.
 */
#pragma once

#include <stdio.h>

/*
 * json_string - write @text to @out as a JSON string, quotes included.
 *
 * Text that is not valid UTF-8 (a file name may be anything) has each byte
 * above 0x7f written as the code point of the same number, so that the result
 * is always valid JSON.
 */
void json_string(FILE *out, const char *text);
