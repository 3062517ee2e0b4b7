/*
 * console.h - the one console: program output, runtime messages, input.
 *
 * Output bytes are sent as they are. Standard output is the serial port; the
 * error side is the error port of `pith run` where there is one (0x5f1,
 * docs/boot.md), else the serial port too.
 *
 * Input goes through a line discipline. On a terminal (the default): CR
 * becomes NL, typed characters are echoed, DEL and ^H erase, ^U erases the
 * line, ^D on an empty line is end of file, ^C and ^\ are SIGINT and SIGQUIT,
 * ^V takes the next byte as it is.
 * With pith.pipe=in nothing is echoed or edited; ^D anywhere is end of file
 * and ^V still quotes: so `pith run` passes any bytes through.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum console_side { CONSOLE_OUT, CONSOLE_ERR };

#define CONSOLE_CLOSED (-2)

/* A device that can be the console; probed in drivers/. */
struct console_device {
    const char *name;
    void (*write)(const char *p, size_t n); /* all of it; may poll */
    void (*drain)(void);                    /* until the last byte is out */
    /* 0..255; -1 if none waits; CONSOLE_CLOSED if none will, for now */
    int (*getc)(void);

    /* NULL, or fails: input has to be asked for. Else @arrived is called, in
     * an interrupt, when there is input; it calls getc(), perhaps not until
     * that gives -1: then whoever reads on does. */
    int (*listen)(void (*arrived)(void));
};

/*
 * console_init - find the serial port and the error port.
 *
 * Call first of all: what is printed before it is lost. No port at all is a
 * normal case; output then goes nowhere and input is at end of file.
 */
void console_init(void);

/*
 * console_switch - make @device the console from here on.
 *
 * Returns the one that it was, or NULL. Only before the program starts.
 */
const struct console_device *
console_switch(const struct console_device *device);

/*
 * console_on_virtio - whether the console is a virtio console's port.
 *
 * In drivers/virtio_console.c, which this brings into an image, and which obeys
 * pith.console= there. Any context.
 */
bool console_on_virtio(void);

/*
 * console_size - how large the terminal is, as the device says.
 *
 * @columns, @rows  both 0 if it does not say. Where console_on_virtio() is;
 *                  thread context.
 */
void console_size(uint16_t *columns, uint16_t *rows);

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
 * terminal's ^D ends one read only) or when @n is 0; -EINTR as wait_on() has
 * it, with @unless as in wait.h. Thread context only.
 */
long console_read(char *p, size_t n, const uint32_t *unless);

/*
 * console_input_ready - whether console_read() would return at once.
 *
 * @n  receives the number of bytes it could give; 0 at end of file
 *
 * True at end of file, and where there is no console. Thread context only.
 */
bool console_input_ready(size_t *n);

/*
 * console_listen - have the device tell when there is input.
 *
 * From then on console_read() blocks instead of asking again and again, and
 * ^C is seen when it comes, not when it is read. Linked only with programs
 * that read, poll, or handle signals. Returns 0, also if done already, or
 * -ENODEV if the device cannot. Thread context only.
 */
int console_listen(void);

/* console_on_input - @changed is called, perhaps in an interrupt, when
 * console_input_ready() may have changed. */
void console_on_input(void (*changed)(void));

/*
 * console_on_key - @key is called, perhaps in an interrupt, with CONSOLE_INTR
 * or CONSOLE_QUIT: ^C or ^\ was typed at a terminal. Without it the program
 * ends, with status 130 or 131.
 */
enum console_key { CONSOLE_INTR = 2, CONSOLE_QUIT = 3 };
void console_on_key(void (*key)(enum console_key key));

/* console_want_keys - tell `pith run` which of the two to pass on. */
void console_want_keys(bool intr, bool quit);
