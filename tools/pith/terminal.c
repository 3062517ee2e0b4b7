/*
 * terminal.c - the terminal on standard input, while a guest has it.
 */
#include "tools/pith/terminal.h"

#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

static struct termios saved;
static bool is_saved, is_raw;

static bool in_foreground(void)
{
    return tcgetpgrp(STDIN_FILENO) == getpgrp();
}

void terminal_restore(void)
{
    if (is_raw && in_foreground())
        tcsetattr(STDIN_FILENO, TCSADRAIN, &saved);
    is_raw = false;
}

bool terminal_raw(bool intr, bool quit)
{
    struct termios raw;

    if (!in_foreground())
        return false;
    if (!is_saved) {
        if (tcgetattr(STDIN_FILENO, &saved) < 0)
            return false;
        is_saved = atexit(terminal_restore) == 0;
    }
    raw = saved;
    raw.c_iflag &= ~(BRKINT | ICRNL | IGNCR | INLCR | INPCK | ISTRIP | IXON);
    raw.c_lflag &= ~(ECHO | ICANON | IEXTEN);
    if (intr)
        raw.c_cc[VINTR] = _POSIX_VDISABLE;
    if (quit)
        raw.c_cc[VQUIT] = _POSIX_VDISABLE;
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    is_raw = tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) == 0;
    return is_raw;
}
