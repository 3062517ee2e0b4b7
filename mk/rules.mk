# rules.mk - from files to objects, from objects to the SDK, to images.

BUILD_FILES := Makefile $(wildcard mk/*.mk) sdk/flags sdk/ldflags

# $(call room_objects,ROOM...) reads each room's build.mk into a list.
obj-y :=
include arch/x86/build.mk boot/build.mk kernel/build.mk drivers/build.mk
KERNEL_OBJS := $(addprefix $(O)/,$(obj-y))
obj-y :=
include libc/build.mk
-include fs/build.mk
LIBC_OBJS := $(addprefix $(O)/,$(obj-y))
obj-y :=
include net/build.mk
NET_OBJS := $(addprefix $(O)/,$(obj-y))
# All of whose names are the runtime's own.
INNER_OBJS := $(KERNEL_OBJS) $(NET_OBJS) $(LWIP_OBJS) $(ZLIB_RT_OBJS)
RUNTIME_OBJS := $(INNER_OBJS) $(LIBC_OBJS)

# Objects depend on the makefiles: flags are part of what they are made of.
$(KERNEL_OBJS): $(BUILD_FILES)
$(KERNEL_OBJS): ROOM_CFLAGS = $(KERNEL_CFLAGS)
$(LIBC_OBJS): $(BUILD_FILES) build/newlib/.done
$(LIBC_OBJS): ROOM_CFLAGS = $(LIBC_CFLAGS)
$(NET_OBJS): $(BUILD_FILES) build/newlib/.done build/src/lwip/.done
$(NET_OBJS): ROOM_CFLAGS = $(LIBC_CFLAGS) $(LWIP_CFLAGS)

# A room's list tells which objects there are, and some also the flags
# of single ones.
ROOM_FILES := $(wildcard $(addsuffix /*.mk,arch/x86 boot kernel drivers libc fs net))
FLAGGED := $(patsubst CFLAGS_%,$(O)/%.o,$(filter $(addprefix CFLAGS_,arch/% drivers/% libc/% fs/%),$(.VARIABLES)))
$(FLAGGED) $(O)/renames $(SDK)/lib/libpith.a: $(ROOM_FILES)

# What stands in build/ itself is of the mode that was made last.
build/.mode: FORCE
	@mkdir -p $(@D)
	@echo $(MODE) | cmp -s - $@ || echo $(MODE) >$@
$(SDK)/lib/libpith.a build/guest-tests.elf: build/.mode
.PHONY: FORCE
FORCE:

$(O)/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CC) $(ROOM_CFLAGS) $(CFLAGS_$*) -MD -MP -c -o $@ $<

$(O)/%.o: %.S
	@mkdir -p $(@D)
	$(call say,AS,$@)
	$(Q)$(CC) $(ROOM_CFLAGS) -MD -MP -c -o $@ $<

-include $(patsubst %.o,%.d,$(KERNEL_OBJS) $(LIBC_OBJS) $(NET_OBJS))

# --- the SDK ---

include mk/sdk.mk

# --- applications: apps/NAME/*.c, built as any user of the SDK does ---

OUR_APPS := $(patsubst apps/%/main.c,%,$(wildcard apps/*/main.c))
APPS := $(OUR_APPS:%=build/apps/%.elf)

define app_sources
build/apps/$1.elf: $(wildcard apps/$1/*.c apps/$1/*.h)
endef
$(foreach a,$(OUR_APPS),$(eval $(call app_sources,$a)))

$(OUR_APPS:%=build/apps/%.elf): $(SDK_ALL)
	@mkdir -p $(@D)
	$(call say,APP,$@)
	$(Q)$(PITH_CC) -std=gnu11 -O2 -g -Wall -Wextra -Werror $(REPRODUCIBLE) \
		-o $@ $(filter apps/%.c,$^)
