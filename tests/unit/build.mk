# tests/unit - host programs under ASan and UBSan, one for each test_*.c.
#
# A test names what it needs in comment lines of its own, each as often as it
# likes:
#     // links: boot/memmap.c boot/error.c     sources of the project, from the root
#     // cflags: -D_GNU_SOURCE                 for all of this test's objects
#     // ldlibs: -lz                           libraries of the host
#     // as: tests/fuzz/net_world.c            all that is named there
# Every test has its own objects, so cflags never mix.  A test runs again only
# when something it is made of has changed; its verdict is kept in NAME.pass.

UNIT_OUT    := build/unit
UNIT_CC     ?= gcc
UNIT_CFLAGS := -std=gnu11 -I. -Wall -Wextra -Werror
# -O1: ten times faster property tests; -g: file and line in ASan's reports
UNIT_CFLAGS += -O1 -g -fno-omit-frame-pointer
# -fno-sanitize-recover: an undefined operation ends the test, not just a line
UNIT_CFLAGS += -fsanitize=address,undefined -fno-sanitize-recover=all

UNIT_TESTS := $(basename $(notdir $(sort $(wildcard tests/unit/test_*.c))))

# Words such as `test_memmap|links:boot/memmap.c`.
UNIT_NOTES := $(shell awk -f tests/notes.awk /dev/null $(wildcard tests/unit/test_*.c))
# $(call unit_note,TEST,KIND)
unit_note = $(patsubst $1|$2:%,%,$(filter $1|$2:%,$(UNIT_NOTES)))
unit_objs = $(patsubst %.c,$(UNIT_OUT)/$1.d/%.o,tests/unit/$1.c \
	tests/unit/main.c $(call unit_note,$1,links))

define unit_rules
$(UNIT_OUT)/$1.d/%.o: %.c tests/unit/build.mk
	@mkdir -p $$(@D)
	$$(call say,CC,$$<)
	$$(Q)$$(UNIT_CC) $$(UNIT_CFLAGS) $(call unit_note,$1,cflags) -MD -MP -c -o $$@ $$<

$(UNIT_OUT)/$1: $(call unit_objs,$1)
	$$(call say,LD,$$@)
	$$(Q)$$(UNIT_CC) $$(UNIT_CFLAGS) -o $$@ $$^ $(call unit_note,$1,ldlibs)

-include $(patsubst %.o,%.d,$(call unit_objs,$1))
endef
$(foreach t,$(UNIT_TESTS),$(eval $(call unit_rules,$t)))

# The output goes to a file first: make must not keep a failed verdict.
$(UNIT_OUT)/%.pass: $(UNIT_OUT)/%
	@timeout 120 $< >$@.tmp 2>&1 || { cat $@.tmp; exit 1; }
	@mv $@.tmp $@

.PHONY: check-unit
check-unit: $(UNIT_TESTS:%=$(UNIT_OUT)/%.pass) ## host tests of parsers and tools under ASan and UBSan
	@cat $^
