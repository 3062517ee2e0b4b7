/*
 * terminal.h - the terminal on standard input, while a guest has it.
 */
#pragma once

#include <stdbool.h>

/*
 * terminal_raw - pass what is typed to the guest as it is.
 *
 * @intr, @quit  ^C, ^\ are the guest's, too
 *
 * The guest echoes and edits; other ^C and ^\, and ^Z, stay with the tool.
 * Only output processing stays on. Does nothing in the background, as a
 * stopped tool is no use; call again when continued.
 *
 * Returns whether the terminal is raw now.
 */
bool terminal_raw(bool intr, bool quit);

/* terminal_restore - as it was before terminal_raw(); also runs at exit. */
void terminal_restore(void);
