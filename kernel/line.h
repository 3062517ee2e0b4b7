/*
 * line.h - the line discipline: typed bytes in, readable bytes out.
 *
 * Pure: no device is touched; what is to be echoed goes to a function of the
 * caller's. console.h says what each character does.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define LINE_SIZE 1024

/*
 * struct line - what has come in and was not read; all zero at the start.
 *
 * @pipe      not a terminal: nothing is echoed or edited
 * @literal   the last byte was ^V
 * @complete  a terminal's line is finished: read before more is put
 * @ended     pipe: the end of file has come, for good
 */
struct line {
    char bytes[LINE_SIZE]; /* [head, tail) */
    size_t head, tail;
    bool pipe, literal, complete, ended;
};

typedef void (*line_echo_fn)(const char *p, size_t n);

/* line_wants - whether line_put() may be called: there is room for a byte. */
bool line_wants(const struct line *l);

/* line_put - one byte @c from the device. */
void line_put(struct line *l, char c, line_echo_fn echo);

/* line_end - no byte will come: what is there can be read, and then the end of
 * file, on a terminal once for each call. */
void line_end(struct line *l);

/* line_ready - whether there is something to read, end of file included. */
bool line_ready(const struct line *l);

/*
 * line_take - move at most @n bytes out, once line_ready().
 *
 * Returns how many; 0 is end of file, for a terminal this once.
 */
size_t line_take(struct line *l, char *p, size_t n);
