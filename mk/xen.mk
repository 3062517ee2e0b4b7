# xen.mk - tests on real Xen, which a rig from Debian packages runs.
#
# Wants: SDK_ALL, PITH_CC, apps. Offers: check-xen.

XEN_TESTS  := $(patsubst tests/xen/%.c,build/tests/xen/%.elf,$(wildcard tests/xen/*.c))
XEN_BORROW := build/tests/xen/null_write.elf build/tests/xen/abort.elf
XEN_BORROW += build/tests/xen/test_time.elf
XEN_OTHERS := build/guest-tests.elf build/tests/virtio.elf build/tests/xen-guest.elf
XEN_OTHERS += build/tests/tool/triple_fault.elf
XEN_OTHERS += build/tests/virtio/disk_host
XEN_OTHERS += $(patsubst tests/libc/%.c,build/tests/libc/%.elf,tests/libc/stress.c $(shell grep -l '^// smp:' tests/libc/test_*.c))

build/tests/xen/%.elf: tests/xen/%.c $(SDK_ALL)
	@mkdir -p $(@D)
	$(call say,TEST,$@)
	$(Q)$(PITH_CC) -std=gnu11 -O2 -g -Wall -Wextra -Werror -o $@ $<
build/tests/xen/null_write.elf: build/tests/libc/crash/null_write.elf
	@mkdir -p $(@D)
	$(Q)cp $< $@
build/tests/xen/test_time.elf: build/tests/libc/test_time.elf
	@mkdir -p $(@D)
	$(Q)cp $< $@
build/tests/xen/abort.elf: build/tests/libc/exit/abort.elf
	@mkdir -p $(@D)
	$(Q)cp $< $@

CHECK_MORE += check-xen
.PHONY: check-xen check-xen-threads check-xen-trixie xen-rig
# Xen and its dom0, downloaded and unpacked, some 75 MB: nothing is installed.
xen-rig: ## real Xen with a dom0, from Debian packages, in build/xen/rig
	@sh tests/xen/ready.sh
check-xen: all $(XEN_TESTS) $(XEN_BORROW) $(XEN_OTHERS) ## images on real Xen, as dom0 and as domUs: PART=name
	@sh tests/xen/check.sh $(PART)
check-xen-threads: all $(XEN_OTHERS) ## every test of threads with two vCPUs, in one boot of Xen
	@XEN_THREADS=all XEN_LIMIT=600 sh tests/xen/check.sh domu_threads
check-xen-trixie: all $(XEN_TESTS) $(XEN_BORROW) $(XEN_OTHERS) ## check-xen on Debian 13's Xen: PART=name
	@XEN_RIG=build/xen/rig-4.20 XEN_SUITE=trixie sh tests/xen/check.sh $(PART)

# The headers that tests/unit/test_xen_abi.c compares ours with.
build/xen/headers/.done: scripts/fetch_xen_headers.sh
	@sh scripts/fetch_xen_headers.sh $(@D)
	@touch $@
build/unit/test_xen_abi.d/tests/unit/test_xen_abi.o: build/xen/headers/.done

# The drivers' own tests in a domU, without a C library.
XEN_GUEST_OBJS := $(patsubst %.c,$(O)/%.o,$(wildcard tests/xen/guest/test_*.c))
XEN_GUEST_OBJS += $(O)/tests/guest/main.o
$(XEN_GUEST_OBJS): $(BUILD_FILES)
$(XEN_GUEST_OBJS): ROOM_CFLAGS = $(KERNEL_CFLAGS)
-include $(XEN_GUEST_OBJS:.o=.d)
build/tests/xen-guest.elf: $(XEN_GUEST_OBJS) $(KERNEL_LIB) linker.ld build/pith
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) $(LDFLAGS) -Wl,-T,linker.ld -o $@.tmp $(XEN_GUEST_OBJS) $(KERNEL_LIB)
	$(Q)build/pith symtab $@.tmp
	$(Q)mv $@.tmp $@
