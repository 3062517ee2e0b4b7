# bench.mk - programs that are measured, and the measuring.

BENCH_IMAGES := $(addprefix build/tests/bench/,insns.elf write_only.elf \
	first_output.elf calls.elf)
build/tests/bench/%.elf: tests/bench/%.c tests/bench/bench.h $(SDK_ALL)
	@mkdir -p $(@D)
	$(Q)$(PITH_CC) -O2 -I . $(BENCH_CFLAGS) -o $@ $<
build/tests/bench/threads.elf: BENCH_CFLAGS := -pthread

build/tests/bench/first_byte: tests/bench/first_byte.c
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) -O2 -Wall -Wextra -o $@ $<

# The same sources for Linux: on the host, and as /init of a guest.
BENCH_STATIC := $(addprefix build/bench/,first_output hello calls \
	threads)
build/bench/hello: apps/hello/main.c
build/bench/first_output: tests/bench/first_output.c
build/bench/calls: tests/bench/calls.c tests/bench/bench.h
build/bench/threads: tests/bench/threads.c tests/bench/bench.h
$(BENCH_STATIC):
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) -O2 -I . -static -pthread -o $@ $<

.PHONY: bench
bench: all build/tests/canary.elf $(BENCH_IMAGES) $(BENCH_STATIC) build/tests/bench/first_byte ## numbers, never verdicts: BENCH_JSON=FILE BENCH_SVG=FILE BENCH="entry output size calls"
	sh tests/bench/run.sh $(BENCH)

# threads.elf is made by threads.sh, which says so where pith-cc has no threads.
.PHONY: bench-threads
bench-threads: all build/tests/canary.elf build/bench/threads ## what threads cost, against Linux on one and two CPUs: BENCH_RUNS=N
	MAKE='$(MAKE)' sh tests/bench/run.sh threads
