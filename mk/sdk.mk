# sdk.mk - the SDK: build/sdk, usable in place, and what `make install` copies.
#
# build/sdk has the shape it is installed in, as PREFIX/lib/pith:
#     bin/pith-cc  bin/pith       PREFIX/bin has links to them
#     include/  newlib/include/   ours come before newlib's
#     lib/                        archives, pith.ld, pkgconfig/, cmake/
# Offers: SDK_ALL, what an image is made with. Wants: RUNTIME_OBJS and its
# parts (mk/rules.mk), newlib (mk/libs.mk), build/pith.

# The archive -----------------------------------------------------------------

# In the archive, every global name of the runtime but pith_*, the C
# library's, and the compiler's own is prefixed, linker.ld's symbols too: a
# program may then define any other name itself.
$(O)/renames: $(RUNTIME_OBJS) linker.ld scripts/runtime_names.sh
	$(Q)sh scripts/runtime_names.sh linker.ld "$(INNER_OBJS)" \
		"$(LIBC_OBJS)" >$@.tmp
	$(Q)mv $@.tmp $@

# Written when MODE has changed: build/sdk holds the one or the other.
.PHONY: FORCE
$(SDK)/mode: FORCE
	@mkdir -p $(@D)
	@test "$$(cat $@ 2>/dev/null)" = $(MODE) || echo $(MODE) >$@

$(SDK)/lib/libpith.a: $(RUNTIME_OBJS) $(O)/renames $(SDK)/mode
	@mkdir -p $(@D)
	$(call say,AR,$@)
	$(Q)rm -rf $(O)/renamed $@.tmp
	$(Q)mkdir -p $(O)/renamed
	$(Q)for o in $(RUNTIME_OBJS:$(O)/%=%); do \
		objcopy --redefine-syms=$(O)/renames $(O)/$$o \
			$(O)/renamed/$$(echo $$o | tr / _) || exit 1; \
	done
	$(Q)ar rcsD $@.tmp $(O)/renamed/*.o
	$(Q)mv $@.tmp $@

$(SDK)/lib/pith.ld: linker.ld $(O)/renames $(SDK)/mode
	@mkdir -p $(@D)
	$(Q)sed 's/\(.*\) \(.*\)/s,\\b\1\\b,\2,g/' $(O)/renames >$(O)/renames.sed
	$(Q)sed -f $(O)/renames.sed linker.ld >$@

# Makefiles ask for these by habit; what they would hold is in libc.a, or
# missing, as a link then says.
SDK_EMPTY_LIBS := $(patsubst %,$(SDK)/lib/lib%.a,pthread rt dl util)
$(SDK_EMPTY_LIBS):
	@mkdir -p $(@D)
	$(Q)ar rcsD $@

# Headers ---------------------------------------------------------------------

SDK_HEADERS := $(shell find libc/include include -name '*.h' 2>/dev/null)
$(SDK)/include/.done: $(SDK_HEADERS)
	$(Q)rm -rf $(SDK)/include
	$(Q)mkdir -p $(SDK)/include
	$(Q)cp -R libc/include/. include/. $(SDK)/include/
	@touch $@

# Compiler wrapper, tool, files for build systems -----------------------------

SDK_VERSION := $(shell sed -n 's/.*PITH_VERSION "\(.*\)".*/\1/p' \
	tools/pith/pith.h)
SDK_LDFLAGS := $(LDFLAGS)
# $(call sdk_fill,FILE): the template with its @WORDS@ replaced
sdk_fill = sed -e 's|@CFLAGS@|$(SDK_FLAGS)|' -e 's|@LDFLAGS@|$(SDK_LDFLAGS)|' \
	-e 's|@VERSION@|$(SDK_VERSION)|' $1

SDK_TEXTS := $(PITH_CC) $(SDK)/lib/pkgconfig/pith.pc $(SDK)/lib/pith.specs
SDK_TEXTS += $(SDK)/lib/cmake/pith.cmake $(SDK)/lib/run-image
SDK_TEXTS += $(SDK)/lib/pith.py
$(SDK_TEXTS): sdk/flags sdk/ldflags tools/pith/pith.h mk/sdk.mk

$(PITH_CC): sdk/pith-cc.in
	@mkdir -p $(@D)
	$(Q)$(call sdk_fill,$<) >$@.tmp
	$(Q)chmod +x $@.tmp && mv $@.tmp $@

$(SDK)/lib/pkgconfig/pith.pc: sdk/pith.pc.in
	@mkdir -p $(@D)
	$(Q)$(call sdk_fill,$<) >$@

$(SDK)/lib/cmake/pith.cmake: sdk/pith.cmake
	@mkdir -p $(@D)
	$(Q)cp $< $@

$(SDK)/lib/run-image: sdk/run-image
	@mkdir -p $(@D)
	$(Q)cp $< $@ && chmod +x $@

$(SDK)/lib/pith.py: tools/gdb/pith.py
	@mkdir -p $(@D)
	$(Q)cp $< $@

$(SDK)/lib/pith.specs: sdk/pith.specs
	@mkdir -p $(@D)
	$(Q)cp $< $@


$(SDK)/bin/pith: build/pith
	@mkdir -p $(@D)
	$(Q)cp $< $@.tmp && mv $@.tmp $@

SDK_ALL := $(SDK_TEXTS) $(SDK)/bin/pith $(SDK)/lib/libpith.a
SDK_ALL += $(SDK)/lib/pith.ld $(SDK_EMPTY_LIBS)
SDK_ALL += $(SDK)/include/.done build/newlib/.done

.PHONY: sdk
sdk: $(SDK_ALL) ## the SDK in build/sdk: pith-cc, headers, libraries

# Installing ------------------------------------------------------------------

PREFIX ?= /usr/local
MAN_PAGES = $(notdir $(wildcard docs/man/*.[1-9]))
# In recipes, between double quotes: both may hold spaces.
INSTALL_TO = $(DESTDIR)$(PREFIX)

.PHONY: install uninstall
install: sdk ## copy SDK, commands and man pages to DESTDIR= PREFIX=/usr/local
	umask 022; to="$(INSTALL_TO)"; set -e; \
	rm -rf "$$to/lib/pith"; \
	mkdir -p "$$to/bin" "$$to/lib/pith" "$$to/lib/pkgconfig"; \
	cp -R $(SDK)/. "$$to/lib/pith"; \
	rm -f "$$to/lib/pith/mode"; \
	find "$$to/lib/pith" -type f -name ".*" -exec rm -f {} +; \
	ln -sf ../lib/pith/bin/pith ../lib/pith/bin/pith-cc "$$to/bin"; \
	sed 's|^sdk=.*|sdk=$${pcfiledir}/../pith|' $(SDK)/lib/pkgconfig/pith.pc \
		>"$$to/lib/pkgconfig/pith.pc"; \
	for page in $(MAN_PAGES); do \
		section="$$to/share/man/man$${page##*.}"; \
		mkdir -p "$$section"; \
		cp docs/man/$$page "$$section"; \
	done

uninstall: ## remove what `make install` put there, with the same DESTDIR, PREFIX
	to="$(INSTALL_TO)"; set -e; \
	rm -rf "$$to/lib/pith"; \
	rm -f "$$to/bin/pith" "$$to/bin/pith-cc" "$$to/lib/pkgconfig/pith.pc"; \
	for page in $(MAN_PAGES); do \
		rm -f "$$to/share/man/man$${page##*.}/$$page"; \
	done

# Testing ---------------------------------------------------------------------

.PHONY: check-sdk check-repro check-repro-full
check-sdk: all ## pith-cc's options, names, sizes, projects that use the SDK, install
	sh tests/sdk/test.sh

check-repro: all ## two builds in two folders give the same bytes
	sh tests/sdk/reproducible.sh

check-repro-full: all ## the same with newlib built twice, too
	sh tests/sdk/reproducible.sh --full
