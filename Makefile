# pith - turn a C program into its own virtual machine image.
#
#   sh scripts/deps.sh && make run       on a fresh Debian 12 or 13
#   make check                           every test
#
# What each file in mk/ does stands in its first line; `make help` lists the
# targets.

all: ## runtime, SDK, host tool and all applications

include mk/toolchain.mk
include mk/libs.mk
include mk/rules.mk
-include tools/pith/build.mk
-include mk/apps.mk
-include mk/net_apps.mk
include mk/net.mk
include mk/run.mk
include mk/test.mk
-include mk/loader.mk
-include mk/xen.mk
-include mk/prove.mk
-include mk/pvhinfo.mk
-include mk/bench.mk
-include mk/coverage.mk

.DEFAULT_GOAL := all
.PHONY: all clean distclean help
all: build/pith sdk $(APPS) build/guest-tests.elf

clean: ## remove what was built from this tree, keep newlib and downloads
	rm -rf build/release build/debug build/host build/apps build/unit \
		build/fuzz build/tests build/pith build/guest-tests.elf build/.mode
	find build/sdk -type f ! -path '*/newlib/*' ! -name libc.a ! -name libm.a \
		-delete 2>/dev/null || true

distclean: ## remove build/ altogether
	rm -rf build

help: ## this list
	@awk -F ':.*## ' '/^[a-z][a-z-]*:.*## / { printf "  %-16s %s\n", $$1, $$2 }' \
		$(MAKEFILE_LIST)
