/*
 * virtio_pci.h - virtio over PCI: modern devices by their capabilities, legacy
 * ones by the ports of BAR 0.
 */
#pragma once

#include <stdbool.h>

struct pci_function;
struct virtio_device;

/*
 * virtio_pci_probe - look whether @f is a virtio device, and add it.
 *
 * A transitional one is used as a modern one. A pci_scan() callback.
 */
void virtio_pci_probe(const struct pci_function *f, void *arg);

/* virtio_pci_legacy_probe - fill in @dev if @f has a legacy device's ports. */
bool virtio_pci_legacy_probe(struct virtio_device *dev,
                             const struct pci_function *f);

/* virtio_pci_function - the function that @dev is. */
struct pci_function virtio_pci_function(const struct virtio_device *dev);

/*
 * virtio_pci_irq_start - MSI-X, else the interrupt line.
 *
 * With MSI-X two vectors, for queues and for configuration, or one for both.
 * Returns 0 or an error of kernel/irq.h.
 */
int virtio_pci_irq_start(struct virtio_device *dev);
