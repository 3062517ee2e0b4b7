# toolchain.mk - compilers and flags, each flag with its reason.

CC     ?= gcc
HOSTCC ?= gcc
ifeq ($(origin CC),default)
CC := gcc
endif

MODE ?= release
ifeq ($(filter $(MODE),release debug),)
$(error MODE is release or debug, not "$(MODE)")
endif
# objects of this mode; what people run stands in build/ itself
O := build/$(MODE)

OPT-release := -O2 -DCONFIG_DEBUG=0
OPT-debug   := -Og -DCONFIG_DEBUG=1

# builds in two folders, and at two times, give the same bytes
REPRODUCIBLE := -ffile-prefix-map=$(CURDIR)=.

WARNINGS := -Wall -Wextra -Werror -Wmissing-prototypes -Wstrict-prototypes

# The rooms that run without a C library.
KERNEL_CFLAGS := -std=gnu11 -g $(OPT-$(MODE)) $(WARNINGS) $(REPRODUCIBLE)
KERNEL_CFLAGS += $(if $(filter release,$(MODE)),-Os) # it runs once; 8 KiB less
KERNEL_CFLAGS += -ffreestanding                  # no C library below
KERNEL_CFLAGS += -nostdinc -isystem $(shell $(CC) -print-file-name=include)
KERNEL_CFLAGS += -I.                             # includes by full path
KERNEL_CFLAGS += -mgeneral-regs-only             # SSE belongs to the program
KERNEL_CFLAGS += -mno-red-zone                   # own code needs no IST rule
KERNEL_CFLAGS += -fno-pie                        # linked at a fixed address
KERNEL_CFLAGS += -fcf-protection=none            # no CET in ring 0 here
KERNEL_CFLAGS += -fstack-protector-strong        # canary at %fs:0x28
KERNEL_CFLAGS += -fno-omit-frame-pointer         # backtraces
KERNEL_CFLAGS += -fno-asynchronous-unwind-tables # nobody unwinds by table
KERNEL_CFLAGS += -ffunction-sections -fdata-sections

SDK       := build/sdk
PITH_CC   := $(SDK)/bin/pith-cc
# libc/ and fs/ stand on newlib's headers and our own.
SDK_FLAGS := $(shell sed -n 's/^\(-[^ ]*\).*/\1/p' sdk/flags)
LIBC_CFLAGS := -std=gnu11 -g $(OPT-$(MODE)) $(WARNINGS) $(REPRODUCIBLE)
LIBC_CFLAGS += $(SDK_FLAGS) -nostdinc
LIBC_CFLAGS += -isystem $(shell $(CC) -print-file-name=include)
LIBC_CFLAGS += -isystem libc/include -isystem $(SDK)/newlib/include -I.

LDFLAGS := $(shell sed -n 's/^\(-[^ ]*\).*/\1/p' sdk/ldflags)

# V=1 shows every command, otherwise a line says what is made.
Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-5s %s\n' '$1' '$2')

# What runs again and again is made for speed.
HOT := kernel/string kernel/heap drivers/serial
$(foreach f,$(HOT),$(eval CFLAGS_$f := $(OPT-$(MODE))))
