# test.mk - what `make check` is made of.

include tests/unit/build.mk
-include tests/fuzz/build.mk

GUEST_OBJS := $(patsubst %.c,$(O)/%.o,$(sort $(wildcard tests/guest/*.c)))
$(GUEST_OBJS): $(BUILD_FILES)
$(GUEST_OBJS): ROOM_CFLAGS = $(KERNEL_CFLAGS)
-include $(GUEST_OBJS:.o=.d)

# The kernel without a C library, its names as they are; an archive, so that a
# test image holds what it refers to, as an application does.
KERNEL_LIB := $(O)/libkernel.a
$(KERNEL_LIB): $(KERNEL_OBJS)
	$(Q)rm -f $@ && $(AR) rcs $@ $^

build/guest-tests.elf: $(GUEST_OBJS) $(KERNEL_LIB) linker.ld build/pith
	$(call say,LD,$@)
	$(Q)$(CC) $(LDFLAGS) -Wl,-T,linker.ld -o $@.tmp $(GUEST_OBJS) $(KERNEL_LIB)
	$(Q)build/pith symtab $@.tmp
	$(Q)mv $@.tmp $@

build/tests/canary.elf: $(addprefix tests/boot/,canary.S canary.ld pvh_note.h)
	@mkdir -p $(@D)
	$(Q)$(CC) -I. -nostdlib -static -no-pie -Wl,--build-id=none \
		-Wl,-z,noexecstack -Wl,-T,tests/boot/canary.ld -o $@ $<

# An image of one test file and the kernel.
build/tests/handover.elf: $(O)/tests/boot/handover.o $(KERNEL_LIB) linker.ld
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) $(LDFLAGS) -Wl,-T,linker.ld -o $@ $< $(KERNEL_LIB)
$(O)/tests/boot/handover.o: ROOM_CFLAGS = $(KERNEL_CFLAGS)

# An image that ends in each way from each CPU.
build/tests/smp-end.elf: $(O)/tests/boot/smp_end.o $(O)/tests/guest/on_cpu.o $(KERNEL_LIB) linker.ld build/pith
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) $(LDFLAGS) -Wl,-T,linker.ld -o $@ $(filter %.o %.a,$^)
	$(Q)build/pith symtab $@
$(O)/tests/boot/smp_end.o: ROOM_CFLAGS = $(KERNEL_CFLAGS)

# Linked at 512 MiB: a VM with less than that must be told so.
build/tests/linked-high.elf: $(GUEST_OBJS) $(KERNEL_LIB) linker.ld
	@mkdir -p $(@D)
	$(Q)sed 's/ = 1M;/ = 512M;/' linker.ld >build/tests/high.ld
	$(Q)$(CC) $(LDFLAGS) -Wl,-T,build/tests/high.ld -o $@ $(GUEST_OBJS) $(KERNEL_LIB)

# 100 MiB of .bss.
build/tests/big-bss.elf: tests/boot/big_bss.c $(SDK_ALL)
	@mkdir -p $(@D)
	$(Q)$(PITH_CC) -O2 -o $@ $<

EXIT_IMAGES := $(addprefix build/tests/libc/,exit/exit_7.elf exit/abort.elf crash/null_write.elf)
.PHONY: check-boot
check-boot: all build/guest-tests.elf build/tests/smp-end.elf build/tests/canary.elf build/tests/handover.elf build/tests/linked-high.elf build/tests/big-bss.elf $(EXIT_IMAGES) ## boot on every machine, memory size and with bad input
	sh tests/boot/matrix.sh
	sh tests/boot/refusals.sh
	sh tests/boot/exits.sh
	sh tests/boot/smp.sh

# --- programs that test the C library and the reports of crashes ---

LIBC_TESTS := $(wildcard tests/libc/test_*.c tests/libc/exit/*.c tests/libc/crash/*.c)
LIBC_TEST_IMAGES := $(LIBC_TESTS:tests/libc/%.c=build/tests/libc/%.elf)
build/tests/libc/%.elf: tests/libc/%.c $(wildcard tests/libc/*.h) tests/check.h $(SDK_ALL)
	@mkdir -p $(@D)
	$(call say,TEST,$@)
	$(Q)$(PITH_CC) -std=gnu11 -O2 -g -Wall -Wextra -I tests/libc -I . \
		$$(sed -n 's|^// cflags: ||p' $<) -o $@ $<

.PHONY: check-libc
check-libc: build/pith $(LIBC_TEST_IMAGES) ## programs that test the C library, exits and crashes
	sh tests/libc/run.sh

SECONDS ?= 20
.PHONY: check-stress
check-stress: build/pith build/tests/libc/stress.elf ## threads that share all there is, SECONDS=20 on each number of CPUs
	sh tests/libc/stress.sh $(SECONDS)

build/tests/disk/%.elf: tests/disk/%.c $(SDK_ALL)
	@mkdir -p $(@D)
	$(call say,TEST,$@)
	$(Q)$(PITH_CC) -std=gnu11 -O2 -g -Wall -Wextra -o $@ $<

build/tests/disk/fsx build/tests/disk/lose: build/tests/disk/%: tests/disk/%.c
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) -std=gnu11 -O2 -Wall -Wextra -o $@ $< -lpthread

DISK_TESTS := $(addprefix build/tests/libc/test_,files.elf names.elf temp.elf mmap.elf)
DISK_TESTS += $(addprefix build/tests/disk/,cut.elf fsx.elf fsx lose)

# SQLite's own measure, for its check sum of all results.
SPEEDTEST := build/src/sqlite3/test/speedtest1.c
build/tests/disk/speedtest1.elf: $(SQLITE_DIR)/.done $(O)/ports/sqlite3/sqlite3.o $(SDK_ALL)
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(PITH_CC) $(PORT_CFLAGS) $(SQLITE_FLAGS) -I $(SQLITE_DIR) -o $@ \
		$(SPEEDTEST) $(O)/ports/sqlite3/sqlite3.o -lm
build/tests/disk/speedtest1: $(SQLITE_DIR)/.done
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) -O2 $(SQLITE_FLAGS) -I $(SQLITE_DIR) -o $@ \
		$(SPEEDTEST) $(SQLITE_DIR)/sqlite3.c -lm
DISK_TESTS += build/tests/disk/speedtest1.elf build/tests/disk/speedtest1
.PHONY: check-disk
check-disk: all $(DISK_TESTS) ## programs on disks; power cuts (CUTS=20)
	sh tests/disk/run.sh
	sh tests/disk/cuts.sh
	sh tests/disk/programs.sh
	sh tests/disk/faults.sh

build/tests/folder/%.elf: tests/folder/%.c $(SDK_ALL)
	@mkdir -p $(@D)
	$(call say,TEST,$@)
	$(Q)$(PITH_CC) -std=gnu11 -O2 -g -Wall -Wextra -o $@ $<

build/tests/folder/%: tests/folder/%.c
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) -std=gnu11 -O2 -Wall -Wextra -o $@ $<

FOLDER_TESTS := $(addprefix build/tests/libc/test_,files.elf names.elf temp.elf mmap.elf)
FOLDER_TESTS += $(addprefix build/tests/folder/,files.elf files) build/tests/disk/fsx.elf build/tests/disk/fsx
.PHONY: check-folders
check-folders: all $(FOLDER_TESTS) ## programs in folders of the host
	sh tests/folder/run.sh

.PHONY: check-guest
check-guest: build/pith build/guest-tests.elf ## the kernel's own tests in a guest, under KVM too where it is there
	sh tests/guest/run.sh

# --- virtio: drivers in an image without a C library, and their other end ---

VIRTIO_OBJS := $(patsubst %.c,$(O)/%.o,$(wildcard tests/virtio/test_*.c))
VIRTIO_OBJS += $(O)/tests/guest/main.o $(O)/tests/guest/threads.o
$(VIRTIO_OBJS): $(BUILD_FILES)
$(VIRTIO_OBJS): ROOM_CFLAGS = $(KERNEL_CFLAGS)
-include $(VIRTIO_OBJS:.o=.d)

build/tests/virtio.elf: $(VIRTIO_OBJS) $(KERNEL_OBJS) linker.ld build/pith
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) $(LDFLAGS) -Wl,-T,linker.ld -o $@.tmp $(VIRTIO_OBJS) $(KERNEL_OBJS)
	$(Q)build/pith symtab $@.tmp
	$(Q)mv $@.tmp $@

build/tests/virtio/%.elf: tests/virtio/%.c $(wildcard tests/virtio/*.h) $(SDK_ALL)
	@mkdir -p $(@D)
	$(call say,TEST,$@)
	$(Q)$(PITH_CC) -std=gnu11 -O2 -g -Wall -Wextra -pthread -I. -o $@ $<

VIRTIO_HOSTS := $(addprefix build/tests/virtio/,disk_host net_host port_host)
build/tests/virtio/%: tests/virtio/%.c $(wildcard tests/virtio/*.h)
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) -std=gnu11 -O2 -g -Wall -Wextra -Werror -I. -D_GNU_SOURCE -o $@ $<

.PHONY: check-virtio
check-virtio: all build/tests/virtio.elf build/tests/virtio/console.elf $(VIRTIO_HOSTS) ## disks, cards, consoles and random numbers over every virtio transport
	sh tests/virtio/run.sh
	sh tests/virtio/console.sh

.PHONY: check-tree check-headers check-docs
check-tree: ## doors between rooms, sizes, what every file must have
	sh scripts/check_tree.sh
	sh tests/mutate/run.sh --dry

check-headers: build/newlib/.done build/src/lwip/.done ## every header compiles alone
	CC=$(CC) sh scripts/check_headers.sh "$(KERNEL_CFLAGS)" "$(LIBC_CFLAGS)" \
		"$(LWIP_CFLAGS)"

check-docs: ## what the documents name exists
	@sh scripts/check_docs.sh

# --- all of it ---

CHECK_PARTS := check-tree check-headers check-docs check-unit check-fuzz check-tool
CHECK_PARTS += check-guest check-boot check-libc check-stress check-apps
CHECK_PARTS += check-disk check-folders check-sdk check-repro check-virtio
.PHONY: check
check: all ## every test; the last line is `N passed, N failed`
	@MAKE="$(MAKE)" sh tests/check.sh $(CHECK_PARTS) $(CHECK_MORE)

# --- by hand ---

.PHONY: check-fresh
check-fresh: ## the README's commands in a new Debian 12 and 13 (root, many minutes)
	sh scripts/check_fresh.sh bookworm
	sh scripts/check_fresh.sh trixie

FORMATTED = $(shell sh scripts/files.sh '*.c' '*.h')
.PHONY: format lint
format: ## clang-format over all C files
	clang-format -i $(FORMATTED)

lint: ## clang-format, clang-tidy and shellcheck say nothing
	clang-format --dry-run -Werror $(FORMATTED)
	clang-tidy --quiet $(wildcard arch/x86/*.c boot/*.c kernel/*.c drivers/*.c drivers/*/*.c) \
		-- -std=gnu11 -I. -ffreestanding -DCONFIG_DEBUG=0
	clang-tidy --quiet $(wildcard tools/pith/*.c) -- -std=gnu11 -I. -D_GNU_SOURCE
	shellcheck -x -s sh scripts/*.sh tests/*.sh tests/*/*.sh
