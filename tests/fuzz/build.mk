# tests/fuzz - libFuzzer harnesses, one for each fuzz_*.c, with clang.
#
# A harness names its sources as a unit test does (tests/unit/build.mk):
#     // links: boot/memmap.c        // cflags: ...        // ldlibs: ...
# Its seeds are tests/fuzz/corpus/NAME/*; what a run finds on top is kept in
# build/fuzz/corpus/NAME.  An input that crashes goes to build/fuzz/NAME-*; make
# it a file of the corpus and a unit test.

FUZZ_OUT           := build/fuzz
FUZZ_CC            ?= clang
FUZZ_SECONDS       ?= 60
FUZZ_CHECK_SECONDS ?= 3
FUZZ_CFLAGS := -std=gnu11 -I. -Wall -Wextra -Werror -O1 -g -fno-omit-frame-pointer
# -fno-sanitize-recover: an undefined operation ends the run, not just a line
FUZZ_CFLAGS += -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all

FUZZERS := $(basename $(notdir $(sort $(wildcard tests/fuzz/fuzz_*.c))))

# Words such as `fuzz_memmap|links:boot/memmap.c`.
FUZZ_NOTES := $(shell awk -f tests/notes.awk /dev/null $(wildcard tests/fuzz/fuzz_*.c))
# $(call fuzz_note,HARNESS,KIND)
fuzz_note = $(patsubst $1|$2:%,%,$(filter $1|$2:%,$(FUZZ_NOTES)))
fuzz_objs = $(patsubst %.c,$(FUZZ_OUT)/$1.d/%.o,tests/fuzz/$1.c \
	$(call fuzz_note,$1,links))
fuzz_corpus = tests/fuzz/corpus/$(1:fuzz_%=%)

define fuzz_rules
$(FUZZ_OUT)/$1.d/%.o: %.c tests/fuzz/build.mk
	@mkdir -p $$(@D)
	$$(call say,CC,$$<)
	$$(Q)$$(FUZZ_CC) $$(FUZZ_CFLAGS) $(call fuzz_note,$1,cflags) -MD -MP -c -o $$@ $$<

$(FUZZ_OUT)/$1: $(call fuzz_objs,$1)
	$$(call say,LD,$$@)
	$$(Q)$$(FUZZ_CC) $$(FUZZ_CFLAGS) -o $$@ $$^ $(call fuzz_note,$1,ldlibs)

# Every seed, then a few seconds from them: enough to see that the harness works.
$(FUZZ_OUT)/$1.pass: $(FUZZ_OUT)/$1 $(wildcard $(call fuzz_corpus,$1)/*)
	$(call fuzz_run,$1,$$(FUZZ_CHECK_SECONDS)) >$$@.tmp 2>&1 || \
		{ cat $$@.tmp; exit 1; }
	@echo "suite $1: 1 passed, 0 failed" \
		"($(words $(wildcard $(call fuzz_corpus,$1)/*)) seeds," \
		"$$$$(awk '/^Done / { print $$$$2 }' $$@.tmp) runs)" >$$@

.PHONY: run-$1
run-$1: $(FUZZ_OUT)/$1
	$(call fuzz_run,$1,$$(FUZZ_SECONDS)) -print_final_stats=1

-include $(patsubst %.o,%.d,$(call fuzz_objs,$1))
endef
# $(call fuzz_run,HARNESS,SECONDS); twice the time and it is taken for hung
fuzz_run = @mkdir -p $(FUZZ_OUT)/corpus/$(1:fuzz_%=%); \
	timeout $$$$(($2 * 2 + 30)) $(FUZZ_OUT)/$1 -max_total_time=$2 -timeout=5 \
	-max_len=4096 -artifact_prefix=$(FUZZ_OUT)/$1- \
	$(FUZZ_OUT)/corpus/$(1:fuzz_%=%) $(call fuzz_corpus,$1)
$(foreach f,$(FUZZERS),$(eval $(call fuzz_rules,$f)))

.PHONY: fuzz check-fuzz
fuzz: $(FUZZERS:%=run-%) ## every parser for FUZZ_SECONDS=60 each

check-fuzz: $(FUZZERS:%=$(FUZZ_OUT)/%.pass) ## every fuzzer over its corpus and a few seconds on
	@cat $^
