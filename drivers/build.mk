obj-y += drivers/serial.o
obj-y += drivers/xen/console.o drivers/xen/byte_ring.o
obj-y += drivers/pci.o
obj-y += drivers/virtio.o drivers/virtio_ring.o drivers/virtio_find.o
obj-y += drivers/virtio_mmio.o drivers/virtio_pci.o drivers/virtio_pci_irq.o
obj-y += drivers/virtio_pci_legacy.o
obj-y += drivers/virtio_blk.o drivers/blk_probe.o
