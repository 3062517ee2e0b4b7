/*
 * syslog.c - the system's log: lines on stderr [POSIX syslog].
 */
#include <syslog.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define FORMAT_MAX 1024 /* a longer format is cut, as POSIX lets us */

static struct {
    const char *ident; /* the caller's, NULL is none */
    int options;
    int mask; /* of priorities, bit by bit */
} state = {.mask = LOG_UPTO(LOG_DEBUG)};

void openlog(const char *ident, int options, int facility)
{
    (void)facility;
    state.ident = ident;
    state.options = options;
}

void closelog(void)
{
    state.ident = NULL;
    state.options = 0;
}

int setlogmask(int mask)
{
    int old = state.mask;

    if (mask)
        state.mask = mask;
    return old;
}

/* %m is the only conversion that printf() lacks; a % in its text is text. */
static void put_reason(char *out, size_t *at, const char *reason)
{
    for (; *reason && *at < FORMAT_MAX - 2; reason++) {
        if (*reason == '%')
            out[(*at)++] = '%';
        out[(*at)++] = *reason;
    }
}

static void expand(char out[FORMAT_MAX], const char *fmt, const char *reason)
{
    size_t at = 0;

    while (*fmt && at < FORMAT_MAX - 2) {
        if (fmt[0] == '%' && fmt[1] == 'm') {
            put_reason(out, &at, reason);
            fmt += 2;
            continue;
        }
        if (fmt[0] == '%' && fmt[1])
            out[at++] = *fmt++;
        out[at++] = *fmt++;
    }
    out[at] = '\0';
}

void vsyslog(int priority, const char *fmt, va_list ap)
{
    char format[FORMAT_MAX];
    int error = errno;

    if (!(state.mask & LOG_MASK(LOG_PRI(priority))))
        return;
    expand(format, fmt, strerror(error));
    flockfile(stderr);
    if (state.ident)
        fprintf(stderr, "%s%s: ", state.ident,
                state.options & LOG_PID ? "[1]" : "");
    errno = error;
    vfprintf(stderr, format, ap);
    fputc('\n', stderr);
    funlockfile(stderr);
    errno = error;
}

void syslog(int priority, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    vsyslog(priority, fmt, ap);
    va_end(ap);
}
