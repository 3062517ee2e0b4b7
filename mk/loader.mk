# loader.mk - the loader-shape ROM, its shapes, and the program booted by it.

LOADER := build/tests/loader

# 32-bit code for the machine itself; only the compiler's own headers.
ROM_CFLAGS := -m32 -march=i686 -std=gnu11 -Os $(WARNINGS)
ROM_CFLAGS += -ffreestanding -nostdinc
ROM_CFLAGS += -isystem $(shell $(CC) -print-file-name=include) -I.
ROM_CFLAGS += -mgeneral-regs-only                # no SSE before CR4 allows it
ROM_CFLAGS += -fno-pie -fno-pic                  # linked at a fixed address
ROM_CFLAGS += -fno-stack-protector -fcf-protection=none
ROM_CFLAGS += -fno-asynchronous-unwind-tables

ROM_OBJS := $(LOADER)/rom.o $(LOADER)/rom_start.o
$(LOADER)/rom.o: tests/loader/rom.c tests/loader/shape.h mk/loader.mk
	@mkdir -p $(@D)
	$(Q)$(CC) $(ROM_CFLAGS) -c -o $@ $<
$(LOADER)/rom_start.o: tests/loader/rom.S mk/loader.mk
	@mkdir -p $(@D)
	$(Q)$(CC) $(ROM_CFLAGS) -c -o $@ $<
$(LOADER)/rom.bin: $(ROM_OBJS) tests/loader/rom.ld
	$(call say,ROM,$@)
	$(Q)ld -m elf_i386 -T tests/loader/rom.ld -o $(@:.bin=.elf) $(ROM_OBJS)
	$(Q)objcopy -O binary $(@:.bin=.elf) $@

LOADER_GEN := $(filter-out %/rom.c %/report.c,$(wildcard tests/loader/*.c))
$(LOADER)/shapes: $(LOADER_GEN) $(wildcard tests/loader/*.h) tests/unit/pvh_abi.h mk/loader.mk
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) -std=gnu11 -O2 $(WARNINGS) -I. -o $@ $(LOADER_GEN)

$(LOADER)/report.elf: tests/loader/report.c $(SDK_ALL)
	@mkdir -p $(@D)
	$(Q)$(PITH_CC) -std=gnu11 -O2 -Wall -Wextra -Werror -o $@ $<

CHECK_MORE += check-loader
.PHONY: check-loader
check-loader: build/pith $(LOADER)/rom.bin $(LOADER)/shapes $(LOADER)/report.elf ## every loader's handover, hostile ones too, by a ROM of ours
	sh tests/loader/run.sh
