/*
 * base.c - log, panic, refuse.
 *
 * Everything is formatted into a buffer on the stack and written at once, so
 * that lines do not mix and nothing is allocated on the way down.
 */
#include "kernel/base.h"

#include "arch/x86/crash.h"
#include "kernel/console.h"
#include "kernel/exit.h"

#define LINE_MAX 256

static enum log_level shown = LOG_QUIET;

void base_set_log_level(enum log_level level)
{
    shown = level;
}

static void print(const char *fmt, va_list ap)
{
    char line[LINE_MAX];

    console_write(CONSOLE_ERR, line, base_vformat(line, sizeof(line), fmt, ap));
}

void base_print(const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    print(fmt, ap);
    va_end(ap);
}

void base_log(enum log_level level, const char *fmt, ...)
{
    char line[LINE_MAX];
    va_list ap;

    if (level > shown)
        return;
    va_start(ap, fmt);
    base_vformat(line, sizeof(line), fmt, ap);
    va_end(ap);
    base_print("pith: %s\n", line);
}

void panic(const char *fmt, ...)
{
    char why[LINE_MAX];
    va_list ap;

    va_start(ap, fmt);
    base_vformat(why, sizeof(why), fmt, ap);
    va_end(ap);
    crash_report_here(why, __builtin_frame_address(0));
    exit_crash(why);
}

void refuse(const char *fmt, ...)
{
    char why[LINE_MAX];
    va_list ap;

    va_start(ap, fmt);
    base_vformat(why, sizeof(why), fmt, ap);
    va_end(ap);
    exit_refused(why);
}

/* The compiler calls this when a canary has changed [psABI]. */
_Noreturn void __stack_chk_fail(void);
void __stack_chk_fail(void)
{
    panic("stack smashing detected: a function wrote past its local array");
}
