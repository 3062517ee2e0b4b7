/*
 * poll.h - what poll(), select() and epoll share.
 */
#pragma once

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

#include "libc/fd.h"

struct timespec;

/*
 * libc_poll - poll() with a timeout in nanoseconds; TIMER_NEVER for none.
 *
 * A cancellation point. Returns how many are ready, or -EINVAL (more than
 * RLIMIT_NOFILE), -ENOMEM, -EINTR, -ENOSYS (no clock).
 */
int libc_poll(struct pollfd *fds, nfds_t count, uint64_t timeout_ns);

/*
 * libc_poll_wait - wait until *@word is no longer @seen.
 *
 * @word      counted up by watches; by the network for any reason of its own
 * @all_tell  false: some file has to be looked at, so return soon
 *
 * Returns 0: look; -ETIMEDOUT: @deadline_ns has passed; -EINTR; -ENODEV: the
 * machine has no timer for the deadline.
 */
int libc_poll_wait(uint32_t *word, uint32_t seen, uint64_t deadline_ns,
                   bool all_tell);

/*
 * libc_poll_deadline - when @timeout_ns from now is; TIMER_NEVER stays so.
 *
 * Returns 0, or -ENOSYS: the machine has no clock.
 */
int libc_poll_deadline(uint64_t timeout_ns, uint64_t *deadline_ns);

/*
 * libc_poll_timeout - @ts as nanoseconds; TIMER_NEVER if it is NULL or long.
 *
 * Returns 0, or -EINVAL if it is no time.
 */
int libc_poll_timeout(const struct timespec *ts, uint64_t *timeout_ns);

/* libc_poll_work - do the network's work, for a call that does not wait. */
void libc_poll_work(void);

/*
 * libc_file_wait - block in a read() or write() until *@word is not @seen.
 *
 * @what  in the report of a deadlock: only this program can end such a wait
 *
 * No lock is held. Returns 0: look; or -EINTR.
 */
int libc_file_wait(uint32_t *word, uint32_t seen, const char *what);

/*
 * libc_interrupted - a read(), write() or the like failed with -EINTR, and
 * holds nothing any more: a cancelled thread ends here.
 *
 * But if newlib's stdio made the call, it has the stream's lock: the thread
 * ends at its next cancellation point. Linked with what can block.
 */
__attribute__((weak)) void libc_interrupted(void);

/* libc_done - libc_result() of a call that may have been interrupted. */
static inline ssize_t libc_done(ssize_t result)
{
    if (result == -EINTR && libc_interrupted)
        libc_interrupted();
    return libc_result(result);
}
