/*
 * source_lines.h - from the addresses of a backtrace to lines of the sources.
 */
#pragma once

#include "tools/pith/notes.h"
#include "tools/pith/words.h"

/*
 * source_lines_find - ask addr2line(1), once for all frames.
 *
 * @image  the image that ran
 * @notes  its frames
 * @frame  zeroed, one for each frame; filled with "FUNCTION at FILE:LINE", the
 *         innermost first of what was inlined at one address.  Empty: there is
 *         no line for that address
 *
 * Returns how many frames have lines: 0 if the image has no debug information,
 * addr2line is not installed or does not answer in 5 seconds.
 */
unsigned source_lines_find(const char *image, const struct notes *notes,
                           struct words frame[NOTES_FRAMES]);
