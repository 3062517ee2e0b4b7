/*
 * virtio_mmio.h - virtio registers in memory, versions 1 (legacy) and 2.
 */
#pragma once

#include <stdint.h>

/*
 * virtio_mmio_probe - look whether there is a device.
 *
 * @base, @size  its registers
 * @gsi, @mode   its interrupt line, enum irq_mode
 *
 * A slot without a device is passed over in silence; anything else that is no
 * virtio-mmio device gets a log line. Thread context.
 */
void virtio_mmio_probe(uint64_t base, uint64_t size, unsigned gsi,
                       unsigned mode);
