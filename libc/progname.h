/*
 * progname.h - the name the program was started by.
 */
#pragma once

/* argv[0] as main() got it; "" before that. */
extern const char *libc_progname;
