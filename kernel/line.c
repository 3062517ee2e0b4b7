/*
 * line.c - see line.h.
 */
#include "kernel/line.h"

#include "kernel/base.h"
#include "kernel/string.h"

#define CTRL_D 0x04
#define CTRL_H 0x08
#define CTRL_U 0x15
#define CTRL_V 0x16
#define DELETE 0x7f

bool line_wants(const struct line *l)
{
    return l->pipe ? l->tail < LINE_SIZE && !l->ended : !l->complete;
}

static void erase_one(struct line *l, line_echo_fn echo)
{
    if (l->tail > 0) {
        l->tail--;
        echo("\b \b", 3);
    }
}

/* The last place is kept for the newline. */
static void type(struct line *l, char c, line_echo_fn echo)
{
    if (l->tail < LINE_SIZE - 1) {
        l->bytes[l->tail++] = c;
        echo(&c, 1);
    }
}

static void put_terminal(struct line *l, char c, line_echo_fn echo)
{
    switch (c) {
    case CTRL_V:
        l->literal = true;
        break;
    case CTRL_D:
        l->complete = true;
        break;
    case CTRL_H:
    case DELETE:
        erase_one(l, echo);
        break;
    case CTRL_U:
        while (l->tail > 0)
            erase_one(l, echo);
        break;
    case '\r':
    case '\n':
        l->bytes[l->tail++] = '\n';
        echo("\r\n", 2);
        l->complete = true;
        break;
    default:
        type(l, c, echo);
    }
}

void line_put(struct line *l, char c, line_echo_fn echo)
{
    assert(line_wants(l));
    if (l->literal) {
        l->literal = false;
        if (l->pipe)
            l->bytes[l->tail++] = c;
        else
            type(l, c, echo);
    } else if (!l->pipe) {
        put_terminal(l, c, echo);
    } else if (c == CTRL_V) {
        l->literal = true;
    } else if (c == CTRL_D) {
        l->ended = true;
    } else {
        l->bytes[l->tail++] = c;
    }
}

void line_end(struct line *l)
{
    if (l->pipe)
        l->ended = true;
    else
        l->complete = true;
}

bool line_ready(const struct line *l)
{
    return l->pipe ? l->tail > l->head || l->ended : l->complete;
}

size_t line_take(struct line *l, char *p, size_t n)
{
    n = MIN(n, l->tail - l->head);
    memcpy(p, l->bytes + l->head, n);
    l->head += n;
    if (l->head == l->tail) {
        l->head = l->tail = 0;
        l->complete = false;
    }
    return n;
}
