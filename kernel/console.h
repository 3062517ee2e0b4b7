/*
 * console.h - the one console: program output, runtime messages, input.
 *
 * Output bytes are sent as they are. Standard output is the serial port; the
 * error side is the error port of `pith run` where there is one (0x5f1,
 * docs/boot.md), else the serial port too.
 *
 * Input goes through a line discipline. On a terminal (the default): CR
 * becomes NL, typed characters are echoed, DEL and ^H erase, ^U erases the
 * line, ^D on an empty line is end of file, ^V takes the next byte as it is.
 * With pith.pipe=in nothing is echoed or edited; ^D anywhere is end of file
 * and ^V still quotes: so `pith run` passes any bytes through.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum console_side { CONSOLE_OUT, CONSOLE_ERR };

/* A device that can be the console; probed in drivers/. */
struct console_device {
    const char *name;
    void (*write)(const char *p, size_t n); /* all of it; may poll */
    void (*drain)(void);                    /* until the last byte is out */
    int (*getc)(void);                      /* 0..255, or -1 if none waits */
};

/*
 * console_init - find the serial port and the error port.
 *
 * Call first of all: what is printed before it is lost. No port at all is a
 * normal case; output then goes nowhere and input is at end of file.
 */
void console_init(void);

/* console_set_pipe - @in, @out: that side is not a terminal (pith.pipe=). */
void console_set_pipe(bool in, bool out);

/* console_is_tty - whether descriptor @fd (0, 1, 2) is a terminal. */
bool console_is_tty(int fd);

/* console_write - send all @n bytes to @side. Any context. */
void console_write(enum console_side side, const char *p, size_t n);

/* console_fresh_line - end the line that the error side stands in, if any. */
void console_fresh_line(void);

/* console_cut_line - the same where another CPU was stopped in a line of its,
 * on the error port too. */
void console_cut_line(void);

/* console_drain - return when all output has left the machine. */
void console_drain(void);

/*
 * console_read - wait for input and copy at most @n bytes of it.
 *
 * On a terminal it returns at most one line, with its newline. Returns the
 * number of bytes; 0 at end of file (again and again in pipe mode; a
 * terminal's ^D ends one read only) or when @n is 0. Thread context only.
 */
size_t console_read(char *p, size_t n);

/*
 * console_input_ready - whether console_read() would return at once.
 *
 * @n  receives the number of bytes it could give; 0 at end of file
 *
 * True at end of file, and where there is no console. Thread context only.
 */
bool console_input_ready(size_t *n);
