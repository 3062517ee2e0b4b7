# test.mk - what `make check` is made of.

GUEST_OBJS := $(patsubst %.c,$(O)/%.o,$(sort $(wildcard tests/guest/*.c)))
$(GUEST_OBJS): $(BUILD_FILES)
$(GUEST_OBJS): ROOM_CFLAGS = $(KERNEL_CFLAGS)
-include $(GUEST_OBJS:.o=.d)

# The kernel without a C library, its names as they are.
build/guest-tests.elf: $(GUEST_OBJS) $(KERNEL_OBJS) linker.ld build/pith
	$(CC) $(LDFLAGS) -Wl,-T,linker.ld -o $@.tmp $(GUEST_OBJS) $(KERNEL_OBJS)
	build/pith symtab $@.tmp
	mv $@.tmp $@
