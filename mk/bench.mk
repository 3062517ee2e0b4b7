# bench.mk - programs that are measured, and the measuring.

BENCH_IMAGES := $(addprefix build/tests/bench/,insns.elf write_only.elf \
	first_output.elf calls.elf)
build/tests/bench/%.elf: tests/bench/%.c $(SDK_ALL)
	@mkdir -p $(@D)
	$(Q)$(PITH_CC) -O2 -o $@ $<

build/tests/bench/first_byte: tests/bench/first_byte.c
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) -O2 -Wall -Wextra -o $@ $<

# The same sources for Linux: on the host, and as /init of a guest.
BENCH_STATIC := $(addprefix build/bench/,first_output hello calls)
build/bench/hello: apps/hello/main.c
build/bench/first_output: tests/bench/first_output.c
build/bench/calls: tests/bench/calls.c
$(BENCH_STATIC):
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) -O2 -static -o $@ $<

.PHONY: bench
bench: all build/tests/canary.elf $(BENCH_IMAGES) $(BENCH_STATIC) build/tests/bench/first_byte ## numbers, never verdicts: BENCH_JSON=FILE BENCH_SVG=FILE BENCH="entry output size calls"
	sh tests/bench/run.sh $(BENCH)
