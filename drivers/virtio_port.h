/*
 * virtio_port.h - the bytes of one port of a virtio console, both ways.
 *
 * Two queues and two sets of buffers. Nothing here locks or prints, so it may
 * be called while the console is held; a device that breaks the rules leaves a
 * fault in a queue, and from then on nothing comes or goes.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct virtio_device;

/* port_bytes_start - have @dev's queue @in filled, and @out to write to. */
void port_bytes_start(struct virtio_device *dev, unsigned in, unsigned out);

/*
 * port_bytes_put - give the device some of @n bytes.
 *
 * Returns how many it took: 0 while all buffers are under way, or for good
 * after a fault. One caller at a time.
 */
size_t port_bytes_put(const char *p, size_t n);

/*
 * port_bytes_abandon - the host has closed the port. As put().
 *
 * What is under way may never come back: QEMU forgets a buffer of which it had
 * written a part, or that the host did not take. Such a buffer is not waited
 * for, and is used again only when the device gives it back after all.
 */
void port_bytes_abandon(void);

/* port_bytes_left - whether the device has buffers to take yet. As put(). */
bool port_bytes_left(void);

/* port_bytes_spent - whether all buffers were abandoned. As put(). */
bool port_bytes_spent(void);

/*
 * port_bytes_get - a byte that came, or -1.
 *
 * @arm  have the device interrupt when more comes, if there is none
 *
 * One caller at a time; another one may put() meanwhile.
 */
int port_bytes_get(bool arm);

/* port_bytes_sound - whether the device has kept the rules so far, and does
 * not ask to be reset. */
bool port_bytes_sound(void);
