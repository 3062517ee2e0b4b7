/*
 * net.h - the network: its lock, its work, and waiting for it.
 *
 * One lock guards lwIP and all sockets. The network's work - frames that came,
 * frames to send, timers - is done by whoever waits: a thread in net_wait()
 * looks at the cards itself, so a server of one thread answers a request
 * without switching threads. While nobody waits, the thread "net" does it.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct wait_reason;

/*
 * net_start - bring the network up, once: loopback, cards, addresses.
 *
 * Returns 0, or -ENOMEM. Waits for DHCP only as config.h says. Thread context.
 */
int net_start(void);

/* net_lock, net_unlock - the lock; unlocking sends what was queued. */
void net_lock(void);
void net_unlock(void);

/* net_unlock_unchanged - the same where nothing was sent: only looked. */
void net_unlock_unchanged(void);

/* net_work - do what there is to do now. The lock is held. */
void net_work(void);

/*
 * net_wait - wait until *@word is no longer @seen, doing the network's work.
 *
 * @word  a counter: whoever has something to say counts it up and wakes; the
 *        network does too, for reasons of its own
 *
 * Returns as wait_on() does. The lock is not held. Thread context.
 */
int net_wait(uint32_t *word, uint32_t seen, uint64_t deadline_ns,
             const struct wait_reason *why);

/*
 * net_watch_frames - count *@word up whenever frames were taken in; NULL: no
 * more. The lock is held.
 */
void net_watch_frames(uint32_t *word);
