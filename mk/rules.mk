# rules.mk - from files to objects, from objects to the SDK, to images.

BUILD_FILES := Makefile $(wildcard mk/*.mk) sdk/flags

# $(call room_objects,ROOM...) reads each room's build.mk into a list.
obj-y :=
include arch/x86/build.mk boot/build.mk kernel/build.mk drivers/build.mk
KERNEL_OBJS := $(addprefix $(O)/,$(obj-y))
obj-y :=
include libc/build.mk
-include fs/build.mk
LIBC_OBJS := $(addprefix $(O)/,$(obj-y))
RUNTIME_OBJS := $(KERNEL_OBJS) $(LIBC_OBJS) $(ZLIB_RT_OBJS)

# Objects depend on the makefiles: flags are part of what they are made of.
$(KERNEL_OBJS): $(BUILD_FILES)
$(KERNEL_OBJS): ROOM_CFLAGS = $(KERNEL_CFLAGS)
$(LIBC_OBJS): $(BUILD_FILES) build/newlib/.done
$(LIBC_OBJS): ROOM_CFLAGS = $(LIBC_CFLAGS)

$(O)/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CC) $(ROOM_CFLAGS) $(CFLAGS_$*) -MMD -MP -c -o $@ $<

$(O)/%.o: %.S
	@mkdir -p $(@D)
	$(call say,AS,$@)
	$(Q)$(CC) $(ROOM_CFLAGS) -MMD -MP -c -o $@ $<

-include $(patsubst %.o,%.d,$(KERNEL_OBJS) $(LIBC_OBJS))

# --- the SDK, usable in place and installed as it stands ---

# In the archive, every global name of the runtime but pith_*, the C
# library's, and the compiler's own is prefixed, linker.ld's symbols too: a
# program may then define any other name itself.
$(O)/renames: $(RUNTIME_OBJS) linker.ld scripts/runtime_names.sh
	$(Q)sh scripts/runtime_names.sh linker.ld "$(KERNEL_OBJS) $(ZLIB_RT_OBJS)" \
		"$(LIBC_OBJS)" >$@.tmp
	$(Q)mv $@.tmp $@

$(SDK)/lib/libpith.a: $(RUNTIME_OBJS) $(O)/renames
	@mkdir -p $(@D)
	$(call say,AR,$@)
	$(Q)rm -rf $(O)/renamed $@.tmp
	$(Q)mkdir -p $(O)/renamed
	$(Q)for o in $(RUNTIME_OBJS); do \
		n=$$(echo "$$o" | tr / _) && \
		objcopy --redefine-syms=$(O)/renames "$$o" $(O)/renamed/$$n || exit 1; \
	done
	$(Q)ar rcsD $@.tmp $(O)/renamed/*.o
	$(Q)mv $@.tmp $@

$(SDK)/lib/pith.ld: linker.ld $(O)/renames
	@mkdir -p $(@D)
	$(Q)awk 'NR == FNR { print "s/\\b" $$1 "\\b/" $$2 "/g"; next }' $(O)/renames \
		/dev/null >$(O)/renames.sed
	$(Q)sed -f $(O)/renames.sed linker.ld >$@

# $(call pith_cc,UP,BIN): pith-cc finds the SDK UP from its own folder
$(PITH_CC): sdk/pith-cc.in sdk/flags
	@mkdir -p $(@D)
	$(Q)sed -e 's|@CFLAGS@|$(SDK_FLAGS)|' -e 's|@SDK_UP@|..|' -e 's|@BIN@|bin|' \
		sdk/pith-cc.in >$@.tmp
	$(Q)chmod +x $@.tmp && mv $@.tmp $@

$(SDK)/bin/pith: build/pith
	@mkdir -p $(@D)
	$(Q)cp $< $@

SDK_HEADERS := $(shell find libc/include include -name '*.h' 2>/dev/null)
$(SDK)/include/.done: $(SDK_HEADERS)
	$(Q)rm -rf $(SDK)/include
	$(Q)mkdir -p $(SDK)/include
	$(Q)cp -R libc/include/. include/. $(SDK)/include/
	@touch $@

SDK_ALL := $(PITH_CC) $(SDK)/bin/pith $(SDK)/lib/libpith.a $(SDK)/lib/pith.ld
SDK_ALL += $(SDK)/include/.done build/newlib/.done

.PHONY: sdk
sdk: $(SDK_ALL) ## the SDK in build/sdk: pith-cc, headers, libraries

# --- applications: apps/NAME/main.c, built as any user of the SDK does ---

OUR_APPS := $(patsubst apps/%/main.c,%,$(wildcard apps/*/main.c))
APPS := $(OUR_APPS:%=build/apps/%.elf)

$(OUR_APPS:%=build/apps/%.elf): build/apps/%.elf: apps/%/main.c $(SDK_ALL)
	@mkdir -p $(@D)
	$(call say,APP,$@)
	$(Q)$(PITH_CC) -std=gnu11 -O2 -g -Wall -Wextra -Werror $(REPRODUCIBLE) \
		-o $@ $<
