/*
 * config.h - addresses, routes and name servers: where they come from.
 */
#pragma once

/*
 * config_start - configure the first card as ip= and pith.dns= say, else by
 * DHCP and SLAAC. The lock is held.
 */
void config_start(void);

/*
 * config_wait - wait until the first card has an address and has found its
 * gateway, but no longer than CONFIG_WAIT_MS; the lock is not held.
 */
void config_wait(void);
