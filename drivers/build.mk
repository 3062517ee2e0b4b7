obj-y += drivers/serial.o
obj-y += drivers/xen/console.o drivers/xen/byte_ring.o drivers/xen/listener.o
obj-y += drivers/xen/evtchn.o drivers/xen/gnttab.o
obj-y += drivers/xen/xs_wire.o drivers/xen/xenstore.o drivers/xen/xenbus.o
obj-y += drivers/xen/front_ring.o
obj-y += drivers/xen/blkfront.o drivers/xen/blkfront_io.o
obj-y += drivers/xen/netfront.o drivers/xen/netfront_rx.o
obj-y += drivers/xen/netfront_tx.o drivers/xen/netif_frame.o
obj-y += drivers/xen/shutdown.o drivers/shutdown_probe.o drivers/console_probe.o
obj-y += drivers/pci.o
obj-y += drivers/virtio.o drivers/virtio_ring.o drivers/virtio_find.o
obj-y += drivers/virtio_mmio.o drivers/virtio_pci.o drivers/virtio_pci_irq.o
obj-y += drivers/virtio_pci_legacy.o
obj-y += drivers/virtio_blk.o drivers/blk_probe.o
obj-y += drivers/virtio_net.o drivers/virtio_net_rx.o drivers/virtio_net_tx.o
obj-y += drivers/virtio_net_pairs.o drivers/virtio_net_flow.o
obj-y += drivers/net_probe.o
obj-y += drivers/virtio_rng.o drivers/virtio_9p.o
obj-y += drivers/virtio_console.o drivers/virtio_port.o drivers/virtio_ports.o

# Xen's part that runs rarely is in the images of all others, too: each byte
# less counts, and -Oz makes them 1 to 5 % smaller than -Os.
XEN_RARE := console listener gnttab shutdown xenbus xenstore xs_wire blkfront
XEN_RARE += netfront
$(foreach f,$(XEN_RARE:%=drivers/xen/%) arch/x86/xen_clock arch/x86/xen_shared,\
	$(eval CFLAGS_$f := $(if $(filter release,$(MODE)),-Oz)))
