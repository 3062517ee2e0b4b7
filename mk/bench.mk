# bench.mk - programs that are measured, and the measuring.
#
# Each program stands in BENCH_PROGRAMS: `make check` builds them all.

BENCH_IMAGES := $(addprefix build/tests/bench/,insns.elf write_only.elf \
	first_output.elf calls.elf first_thread.elf threads.elf xen_stub.elf)
build/tests/bench/%.elf: tests/bench/%.c tests/bench/bench.h $(SDK_ALL)
	@mkdir -p $(@D)
	$(Q)$(PITH_CC) -O2 -I . $(BENCH_CFLAGS) -o $@ $<
build/tests/bench/first_thread.elf: BENCH_CFLAGS := -pthread
build/tests/bench/threads.elf: BENCH_CFLAGS := -pthread

build/tests/bench/first_byte: tests/bench/first_byte.c
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) -O2 -Wall -Wextra -o $@ $<

# The smallest domain of Xen that prints.
build/tests/bench/xen_stub.elf: $(addprefix tests/bench/xen_stub.,S c ld) \
		arch/x86/xen_abi.h drivers/xen/console_abi.h \
		tests/boot/pvh_note.h mk/bench.mk
	@mkdir -p $(@D)
	$(Q)$(CC) -std=gnu11 -Os $(WARNINGS) -I. -ffreestanding -fno-pie -no-pie \
		-mgeneral-regs-only -fno-stack-protector -fcf-protection=none \
		-mno-red-zone -nostdlib -static -Wl,--build-id=none \
		-Wl,-z,noexecstack,--no-warn-rwx-segments -Wl,-T,$(filter %.ld,$^) \
		-o $@ $(filter %xen_stub.S %xen_stub.c,$^)

# The same sources for Linux: on the host, and as /init of a guest.
BENCH_STATIC := $(addprefix build/bench/,first_output hello calls \
	threads disk linux_init sink)
build/bench/hello: apps/hello/main.c
build/bench/first_output: tests/bench/first_output.c
build/bench/calls: tests/bench/calls.c tests/bench/bench.h
build/bench/threads: tests/bench/threads.c tests/bench/bench.h
build/bench/disk: tests/bench/disk.c tests/bench/bench.h
build/bench/linux_init: tests/bench/linux_init.c
build/bench/sink: apps/sink/main.c
$(BENCH_STATIC):
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) -O2 -D_GNU_SOURCE -I . -static -pthread -o $@ $<

# SQLite as a library: as its shell is built, in both places.
BENCH_SQLITE := -O2 -I . -isystem $(SQLITE_DIR) $(SQLITE_FLAGS)
build/tests/bench/sqlite.elf: tests/bench/sqlite.c tests/bench/bench.h \
		$(O)/ports/sqlite3/sqlite3.o $(SDK_ALL)
	@mkdir -p $(@D)
	$(Q)$(PITH_CC) $(BENCH_SQLITE) -o $@ $< $(O)/ports/sqlite3/sqlite3.o -lm
build/bench/sqlite: tests/bench/sqlite.c tests/bench/bench.h \
		$(SQLITE_DIR)/.done
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) $(BENCH_SQLITE) -static -o $@ $< $(SQLITE_DIR)/sqlite3.c -lm

# The server itself; what it asks of pith has a stand-in.
BENCH_HTTPD := $(wildcard apps/httpd/*.c) tests/bench/linux_net.c
build/bench/httpd: $(BENCH_HTTPD) $(wildcard apps/httpd/*.h) \
		include/pith/net.h
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) -O2 -D_GNU_SOURCE -I include -static -o $@ $(BENCH_HTTPD)
build/bench/load: tests/bench/load.c
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) -O2 -D_GNU_SOURCE -Wall -Wextra -o $@ $<


# tests/bench/lib.sh links it for the interface that QEMU has.
build/bench/plugin.o: tests/bench/plugin.c
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) -O2 -Wall -Wextra -fPIC -DPLUGIN_VERSION=1 -c -o $@ $<

BENCH_PROGRAMS := $(BENCH_IMAGES) $(BENCH_STATIC) build/tests/bench/first_byte \
	$(addprefix build/tests/bench/,disk.elf sqlite.elf) \
	$(addprefix build/bench/,sqlite httpd load plugin.o)

.PHONY: bench-programs bench bench-threads bench-disk bench-net bench-xen
bench-programs: all build/tests/canary.elf $(BENCH_PROGRAMS)

bench: bench-programs ## numbers, never verdicts, six minutes: BENCH_JSON=FILE BENCH_SVG=FILE BENCH="entry output size calls first_thread threads disk net xen"
	sh tests/bench/run.sh $(BENCH)

bench-threads: bench-programs ## what threads cost, against Linux on one and two CPUs: BENCH_RUNS=N
	sh tests/bench/run.sh first_thread threads

bench-disk: bench-programs ## files and SQLite on a disk, against Linux: BENCH_RUNS=N
	sh tests/bench/run.sh disk

bench-net: bench-programs ## a server in a guest, against Linux: BENCH_RUNS=N BENCH_NET=user BENCH_NGINX=no
	sh tests/bench/run.sh net

bench-xen: bench-programs ## entry to main() in a domU, and what Xen weighs: BENCH_RUNS=N
	sh tests/bench/run.sh xen

.PHONY: check-bench
check-bench: bench-programs ## the programs that `make bench` measures are built
	@echo "suite bench: $(words $(BENCH_PROGRAMS)) passed, 0 failed"
CHECK_MORE += check-bench
