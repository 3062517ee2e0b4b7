/*
 * virtio_blk.h - disks over virtio, behind kernel/blkdev.h.
 */
#pragma once

/* virtio_blk_probe - add every disk there is. Thread context. */
void virtio_blk_probe(void);
