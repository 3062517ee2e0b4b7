/*
 * poll.h - what poll(), select() and epoll share.
 */
#pragma once

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * libc_poll - poll() with a timeout in nanoseconds; TIMER_NEVER for none.
 *
 * Returns how many are ready, or -ENOMEM, -EINTR, -ENOSYS (no clock).
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
