# coverage.mk - which lines the tests reach: docs/coverage.md.

COVERAGE := build/coverage
COVERAGE_UNIT_CFLAGS := -std=gnu11 -I. -O0 -g --coverage
# What runs guests; COVERAGE_CHECKS=check-guest is the quick form.
COVERAGE_CHECKS ?= check-guest check-libc check-boot check-apps
COVERAGE_CHECKS += $(filter check-loader check-pvhinfo,$(CHECK_MORE))
COVERAGE_ENV := COVERAGE_TOP=$(CURDIR) PITH_QEMU=$(CURDIR)/$(COVERAGE)/qemu
COVERAGE_ENV += QEMU=$(CURDIR)/$(COVERAGE)/qemu QEMU_LIMIT=120

.PHONY: coverage
coverage: all build/tests/canary.elf ## lines that the tests reach, on the host and in guests (minutes)
	rm -rf $(COVERAGE)
	mkdir -p $(COVERAGE)/trace build/bench
	sh -c '. tests/bench/lib.sh && have_plugin' || { echo "this QEMU takes no plugin" >&2; exit 1; }
	cp scripts/coverage_qemu.sh $(COVERAGE)/qemu && chmod +x $(COVERAGE)/qemu
	$(MAKE) -k UNIT_OUT=$(COVERAGE)/unit UNIT_CFLAGS="$(COVERAGE_UNIT_CFLAGS)" check-unit >$(COVERAGE)/unit.log 2>&1 || echo "some unit tests fail: $(COVERAGE)/unit.log"
	$(COVERAGE_ENV) $(MAKE) -k $(COVERAGE_CHECKS) >$(COVERAGE)/guest.log 2>&1 || echo "some tests fail: $(COVERAGE)/guest.log"
	sh scripts/coverage.sh host
	sh scripts/coverage.sh guest
	sh scripts/coverage.sh report
