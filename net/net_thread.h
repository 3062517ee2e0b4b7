/*
 * net_thread.h - the thread "net": the network's work while nobody waits.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct wait_reason;

/* net_thread_start - make the thread. 0 or a negative errno value. */
int net_thread_start(void);

/* What it waits for; counted up to wake it. */
extern uint32_t net_thread_word;

/* net_driven - whether some thread waits for the cards. */
bool net_driven(void);

/* net_drive - net_wait() without the first look. */
int net_drive(uint32_t *word, uint32_t seen, uint64_t deadline_ns,
              const struct wait_reason *why);

/* net_event - a card has something to say. Interrupt context. */
void net_event(void);
