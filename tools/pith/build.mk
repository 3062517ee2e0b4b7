# tools/pith - the host command: one program, libc only.

PITH_OBJS := $(patsubst %.c,build/host/%.o,$(sort $(wildcard tools/pith/*.c)))

# mkdisk writes volumes as a guest does: with the same sources.
PITH_OBJS += $(addprefix build/host/,fs/cache.o $(patsubst %.c,%.o,$(sort \
	$(wildcard fs/ext4/*.c))))

HOST_CFLAGS := -std=gnu11 -O2 -Wall -Wextra -Werror
HOST_CFLAGS += -D_GNU_SOURCE                     # signalfd, memfd_create
HOST_CFLAGS += -Wmissing-prototypes -Wstrict-prototypes
HOST_CFLAGS += -I.                                # includes by full path
HOST_CFLAGS += -ffile-prefix-map=$(CURDIR)=.      # the same bytes anywhere

build/host/%.o: %.c Makefile mk/toolchain.mk tools/pith/build.mk
	@mkdir -p $(@D)
	$(call say,HOSTCC,$<)
	$(Q)$(HOSTCC) $(HOST_CFLAGS) -MMD -MP -c -o $@ $<

build/pith: $(PITH_OBJS)
	$(call say,HOSTLD,$@)
	$(Q)$(HOSTCC) -Wl,--build-id=none -o $@.tmp $^
	$(Q)mv $@.tmp $@

-include $(PITH_OBJS:.o=.d)

include tests/tool/build.mk
