obj-y += drivers/serial.o
obj-y += drivers/xen/console.o drivers/xen/byte_ring.o
obj-y += drivers/virtio_ring.o
