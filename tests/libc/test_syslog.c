// expect: status 0
// says: before: 1 of 2
// says: who: Bad file number: 100%
// says: who[1]: %d 7
/*
 * test_syslog.c - lines of the system's log go to stderr.
 */
#include <errno.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "tests/libc/harness.h"

TEST(lines)
{
    syslog(LOG_INFO, "before: %d of %d", 1, 2);
    openlog("who", 0, LOG_DAEMON);
    errno = EBADF;
    syslog(LOG_DAEMON | LOG_ERR, "%m: %d%%", 100);
    CHECK(errno == EBADF);
    openlog("who", LOG_PID, LOG_USER);
    syslog(LOG_ERR, "%%d %d", 7);
    closelog();
}

/* The bytes that a line of @priority leaves in a pipe at stderr's place. */
static ssize_t logged(int priority)
{
    int fds[2], kept = dup(2);
    char got[64];
    ssize_t n;

    CHECK(pipe(fds) == 0 && dup2(fds[1], 2) == 2);
    syslog(priority, "line");
    CHECK(dup2(kept, 2) == 2 && close(kept) == 0 && close(fds[1]) == 0);
    n = read(fds[0], got, sizeof(got));
    close(fds[0]);
    return n;
}

TEST(mask)
{
    CHECK(setlogmask(0) == LOG_UPTO(LOG_DEBUG));
    CHECK(setlogmask(LOG_UPTO(LOG_ERR)) == LOG_UPTO(LOG_DEBUG));
    CHECK(logged(LOG_USER | LOG_WARNING) == 0);
    CHECK(logged(LOG_USER | LOG_ERR) == 5);
    CHECK(setlogmask(LOG_UPTO(LOG_DEBUG)) == LOG_UPTO(LOG_ERR));
}

TEST(a_long_format_is_cut)
{
    char format[3000];

    memset(format, 'x', sizeof(format));
    format[sizeof(format) - 1] = '\0';
    syslog(LOG_ERR, format, 0);
    memset(format, '%', sizeof(format) - 1);
    syslog(LOG_ERR, format, 0);
}
