# tests/initrd - archives of the host's tools, read in a guest.

build/tests/initrd/tree: tests/initrd/tree.c
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) -O2 -Wall -Wextra -o $@ $<

build/tests/initrd/tree.elf: tests/initrd/tree.c $(SDK)/lib/libpith.a | sdk
	@mkdir -p $(@D)
	$(Q)$(PITH_CC) -O2 -Wall -Wextra -o $@ $<

CHECK_MORE += check-initrd
.PHONY: check-initrd
check-initrd: all build/tests/initrd/tree build/tests/initrd/tree.elf ## archives of cpio, tar and gzip, right and wrong
	sh tests/initrd/run.sh
