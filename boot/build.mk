# boot - pure parsers of what the loader left: bytes in, structs out.

obj-y += boot/physmem.o boot/error.o boot/start_info.o boot/layout.o
obj-y += boot/memmap.o boot/e820.o boot/cmdline.o boot/acpi.o boot/bios_area.o
obj-y += boot/topology.o boot/madt.o boot/mptable.o boot/mcfg.o
obj-y += boot/acpi_timers.o boot/virtio_word.o
obj-y += boot/archive.o boot/cpio.o boot/pax.o boot/ustar.o
