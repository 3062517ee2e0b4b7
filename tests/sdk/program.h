/*
 * program.h - the two files of the program that the options are tried on.
 */
#pragma once

/*
 * program_part - in a file of its own, so that there is a call to link.
 *
 * Returns @n + 1.
 */
int program_part(int n);
