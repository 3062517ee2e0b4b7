# test.mk - what `make check` is made of.

include tests/unit/build.mk
-include tests/fuzz/build.mk

GUEST_OBJS := $(patsubst %.c,$(O)/%.o,$(sort $(wildcard tests/guest/*.c)))
$(GUEST_OBJS): $(BUILD_FILES)
$(GUEST_OBJS): ROOM_CFLAGS = $(KERNEL_CFLAGS)
-include $(GUEST_OBJS:.o=.d)

# The kernel without a C library, its names as they are.
build/guest-tests.elf: $(GUEST_OBJS) $(KERNEL_OBJS) linker.ld build/pith
	$(call say,LD,$@)
	$(Q)$(CC) $(LDFLAGS) -Wl,-T,linker.ld -o $@.tmp $(GUEST_OBJS) $(KERNEL_OBJS)
	$(Q)build/pith symtab $@.tmp
	$(Q)mv $@.tmp $@

build/tests/canary.elf: tests/boot/canary.S tests/boot/canary.ld
	@mkdir -p $(@D)
	$(Q)$(CC) -nostdlib -static -no-pie -Wl,--build-id=none \
		-Wl,-z,noexecstack -Wl,-T,tests/boot/canary.ld -o $@ $<

# An image of one test file and the kernel.
build/tests/handover.elf: $(O)/tests/boot/handover.o $(KERNEL_OBJS) linker.ld
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) $(LDFLAGS) -Wl,-T,linker.ld -o $@ $< $(KERNEL_OBJS)
$(O)/tests/boot/handover.o: ROOM_CFLAGS = $(KERNEL_CFLAGS)

# Linked at 512 MiB: a VM with less than that must be told so.
build/tests/linked-high.elf: $(GUEST_OBJS) $(KERNEL_OBJS) linker.ld
	@mkdir -p $(@D)
	$(Q)sed 's/ = 1M;/ = 512M;/' linker.ld >build/tests/high.ld
	$(Q)$(CC) $(LDFLAGS) -Wl,-T,build/tests/high.ld -o $@ $(GUEST_OBJS) $(KERNEL_OBJS)

# 100 MiB of .bss.
build/tests/big-bss.elf: tests/boot/big_bss.c $(SDK_ALL)
	@mkdir -p $(@D)
	$(Q)$(PITH_CC) -O2 -o $@ $<

.PHONY: check-boot
check-boot: all build/tests/canary.elf build/tests/handover.elf build/tests/linked-high.elf build/tests/big-bss.elf ## boot on every machine, memory size and with bad input
	sh tests/boot/matrix.sh
	sh tests/boot/refusals.sh
